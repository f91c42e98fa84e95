// Reads {"macros": {…}, "formulas": [{"tex": …, "display": …}, …]} from standard input and writes, in the same
// order, [{"mathml": …} | {"error": …}, …]. One process for all formulas of a build. With the argument "lines": reads
// the macros, then formulas, line by line, and writes a line for each line of formulas.
"use strict";
const temml = require("temml");

const trust = (context) => context.command === "\\class";
let macros;

function render({ tex, display }) {
  try {
    const options = { displayMode: display, throwOnError: true, trust, macros: { ...macros } };
    return { mathml: temml.renderToString(tex, options) };
  } catch (error) {
    return { error: error.message.split("\n")[0].trim().replace(/:$/, "") };
  }
}

if (process.argv[2] === "lines") {
  require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
    if (macros) process.stdout.write(JSON.stringify(JSON.parse(line).map(render)) + "\n");
    else macros = JSON.parse(line);
  });
} else {
  const work = JSON.parse(require("fs").readFileSync(0, "utf8"));
  ({ macros } = work);
  process.stdout.write(JSON.stringify(work.formulas.map(render)));
}
