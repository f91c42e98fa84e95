// Reads {"macros": {…}, "formulas": [{"tex": …, "display": …}, …]} from standard input and writes, in the same
// order, [{"mathml": …} | {"error": …}, …]. One process for all formulas of a build.
"use strict";
const temml = require("temml");

const { macros, formulas } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const trust = (context) => context.command === "\\class";

function render({ tex, display }) {
  try {
    const options = { displayMode: display, throwOnError: true, trust, macros: { ...macros } };
    return { mathml: temml.renderToString(tex, options) };
  } catch (error) {
    return { error: error.message.split("\n")[0].trim().replace(/:$/, "") };
  }
}

process.stdout.write(JSON.stringify(formulas.map(render)));
