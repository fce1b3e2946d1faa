// The style of the sidebar, in the colours of the editor's theme. Devices outside the visible part are not laid out, because
// there may be hundreds.

/** The style sheet of the sidebar. */
export const STYLE = `
.clown-hub-sidebar { height: 100%; overflow-y: auto; container-type: inline-size; box-sizing: border-box; color: var(--red-ui-primary-text-color); background: var(--red-ui-secondary-background); }
.clown-hub-sidebar [hidden] { display: none !important; }
.clown-hub-sidebar-note { padding: 12px; margin: 0; }
.clown-hub-sidebar-body .clown-hub-sidebar-note { padding: 2px 10px 4px 26px; }
.clown-hub-sidebar-hub { border-bottom: 1px solid var(--red-ui-secondary-border-color); padding-bottom: 6px; }
.clown-hub-sidebar-top { display: flex; align-items: start; }
.clown-hub-sidebar button.clown-hub-sidebar-use { flex: none; margin: 6px 4px 0 0; }
.clown-hub-sidebar button.clown-hub-sidebar-edit { flex: none; margin: 6px 10px 0 0; }
.clown-hub-sidebar button.clown-hub-sidebar-fold { flex: 1; min-width: 0; text-align: left; border: 0; padding: 8px 10px 2px; font-weight: bold; color: inherit; background: none; overflow-wrap: anywhere; }
.clown-hub-sidebar-fold small { font-weight: normal; }
.clown-hub-sidebar-fold[aria-expanded=false] > .fa { transform: rotate(-90deg); }
.clown-hub-sidebar-state, .clown-hub-sidebar-why { padding: 0 10px 2px 26px; overflow-wrap: anywhere; }
.clown-hub-sidebar-why { font-size: 0.9em; }
.clown-hub-sidebar-state .fa { width: 16px; text-align: center; }
.clown-hub-sidebar-connected { color: var(--red-ui-text-color-success); }
.clown-hub-sidebar-silent > .fa, .clown-hub-sidebar-silent .clown-hub-sidebar-age .fa, .fa.clown-hub-sidebar-silent, .clown-hub-sidebar-not-started, .clown-hub-sidebar-one-way, .clown-hub-sidebar-connecting { color: var(--red-ui-text-color-warning); }
.clown-hub-sidebar-waiting, .clown-hub-sidebar-invalid { color: var(--red-ui-text-color-error); }
.clown-hub-sidebar input.clown-hub-sidebar-filter { display: block; width: calc(100% - 20px); margin: 4px 10px; box-sizing: border-box; }
.clown-hub-sidebar-devices ul { list-style: none; margin: 0; padding: 0; content-visibility: auto; }
.clown-hub-sidebar-device { display: grid; grid-template-columns: 30px minmax(0, 1fr); min-height: 44px; margin: 0; line-height: 1.35; }
.clown-hub-sidebar-grip { cursor: grab; text-align: center; padding-top: 5px; color: var(--red-ui-secondary-text-color); }
.clown-hub-sidebar button.clown-hub-sidebar-head { display: grid; grid-template-columns: minmax(0, 1fr) fit-content(60%); column-gap: 8px; width: 100%; text-align: left; border: 0; padding: 4px 10px 4px 0; color: inherit; background: none; line-height: inherit; }
.clown-hub-sidebar-device:hover, .clown-hub-sidebar-device:has(> [aria-expanded=true]) { background: var(--red-ui-list-item-background-hover); }
.clown-hub-sidebar button:focus-visible, .clown-hub-sidebar input:focus-visible, .clown-hub-sidebar textarea:focus-visible { outline: 2px solid var(--red-ui-form-input-focus-color); outline-offset: -2px; }
.clown-hub-sidebar-name, .clown-hub-sidebar-value { display: block; }
.clown-hub-sidebar-name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.clown-hub-sidebar-head > span { min-width: 0; }
.clown-hub-sidebar-place { display: flex; flex-wrap: wrap; column-gap: 8px; font-size: 0.9em; overflow-wrap: anywhere; }
.clown-hub-sidebar-place bdi:empty { display: none; }
.clown-hub-sidebar-value { text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.clown-hub-sidebar-curve { display: block; width: 90px; max-width: 100%; height: 16px; margin-left: auto; color: var(--red-ui-primary-text-color); }
.clown-hub-sidebar-curve svg { display: block; width: 100%; height: 100%; overflow: visible; }
.clown-hub-sidebar-curve polyline { fill: none; stroke: currentColor; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.clown-hub-sidebar-silent .clown-hub-sidebar-age { font-weight: bold; }
.clown-hub-sidebar-old .clown-hub-sidebar-value { font-style: italic; }
.clown-hub-sidebar-old:not(:hover, :has(> [aria-expanded=true])) .clown-hub-sidebar-value { opacity: 0.85; }
.clown-hub-sidebar-old .clown-hub-sidebar-curve { opacity: 0.5; }
.clown-hub-sidebar-unreported .clown-hub-sidebar-name, .clown-hub-sidebar-unreported .clown-hub-sidebar-age { font-style: italic; }
.clown-hub-sidebar-box { grid-column: 2; padding: 2px 10px 8px 0; }
.clown-hub-sidebar-box p { margin: 0 0 6px; }
.clown-hub-sidebar-form { margin-bottom: 6px; }
.clown-hub-sidebar-form label, .clown-hub-sidebar-form .clown-hub-sidebar-label { display: block; width: auto; margin: 0 0 2px; font-size: 0.9em; }
.clown-hub-sidebar-buttons { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; }
.clown-hub-sidebar-buttons button { height: auto; min-height: 24px; padding: 2px 8px; font-size: 13px; line-height: 1.3; }
.clown-hub-sidebar-buttons input.clown-hub-sidebar-seconds { flex: 1 1 100px; min-width: 0; margin: 0; box-sizing: border-box; }
.clown-hub-sidebar-buttons textarea.clown-hub-sidebar-lines { flex: 1 1 100%; min-width: 0; margin: 0; box-sizing: border-box; font-family: var(--red-ui-monospace-font); }
.clown-hub-sidebar-outcome:empty { display: none; }
.clown-hub-sidebar-outcome[data-outcome=done] .fa { color: var(--red-ui-text-color-success); }
.clown-hub-sidebar-outcome[data-outcome=failed] .fa { color: var(--red-ui-text-color-error); }
.clown-hub-sidebar-extra { padding: 4px 10px; border-top: 1px solid var(--red-ui-secondary-border-color); }
.clown-hub-sidebar-extra summary { cursor: pointer; padding: 4px 0; }
.clown-hub-sidebar-extra p, .clown-hub-sidebar-files li { margin: 0 0 6px; }
.clown-hub-sidebar .clown-hub-sidebar-extra :is(input, select) { margin: 0; min-width: 0; max-width: 100%; box-sizing: border-box; }
.clown-hub-sidebar-extra .clown-hub-sidebar-check { display: block; width: auto; margin: 4px 0; }
.clown-hub-sidebar .clown-hub-sidebar-extra input[type=checkbox] { width: auto; margin: 0 2px; vertical-align: middle; }
.clown-hub-sidebar ul.clown-hub-sidebar-files { list-style: none; margin: 8px 0 0; padding: 0; }
.clown-hub-sidebar-file, .clown-hub-sidebar-files small { display: block; overflow-wrap: anywhere; }
.clown-hub-sidebar-live { max-height: 300px; overflow: auto; margin: 6px 0; padding: 6px; font-size: 11px; white-space: pre-wrap; overflow-wrap: anywhere; color: var(--red-ui-primary-text-color); background: var(--red-ui-secondary-background); }
@container (max-width: 230px) {
    .clown-hub-sidebar button.clown-hub-sidebar-head { grid-template-columns: minmax(0, 1fr); }
    .clown-hub-sidebar-value { text-align: left; }
    .clown-hub-sidebar-curve { margin-left: 0; }
}
`;
