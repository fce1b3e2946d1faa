// mocha's usual report, closed by a line that a machine recognises: "N passed, N failed".
// The two numbers also go to the file that CLOWN_TEST_SUMMARY names, for whoever adds up several runs.

const { appendFileSync } = require('node:fs');
const { Spec } = require('mocha').reporters;

module.exports = class extends Spec {
    /** @override */
    epilogue() {
        super.epilogue();
        const { passes, failures } = this.stats;
        const summary = process.env.CLOWN_TEST_SUMMARY;
        if (summary) appendFileSync(summary, `${passes} ${failures}\n`);
        console.log(`${passes} passed, ${failures} failed`);
    }
};
