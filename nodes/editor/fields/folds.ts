// Opens the folds of a dialog that hide an invalid field, so that the owner sees what the editor complains about.

/** Opens such folds now and after each later validation, until the form is removed. */
export function openInvalidFolds(): void {
    for (const form of $('#dialog-form, #node-config-dialog-edit-form').toArray()) {
        const open = (): void => {
            $(form).find('details').has('.input-error').prop('open', true);
        };
        // The editor marks invalid fields after `oneditprepare`, and again with each change.
        new MutationObserver((records) => {
            // An owner may close the fold again.
            if (records.some(({ target }) => $(target).is('.input-error'))) open();
        }).observe(form, { subtree: true, childList: true, attributeFilter: ['class'] });
        open();
    }
}
