// Completes the forms of the pack. What several forms share is in the page once, because Node-RED sends the page to every
// editor. A comment with its name stands where it belongs (scripts/lib/editor.mjs).
//
// Node-RED adds the whole page to the editor before it runs the script, and copies a form when its dialog opens.

$('script[data-template-name^="clown-"]').text((_index, form) =>
    form.replace(/<!-{2} ([\w-]+) -->/g, (comment, name: string) => $(`#clown-hub-${name}`).text() || comment),
);
