// Judge answers with the page's script: `node judge.cjs < cases.json > grades.json`.
// Reads {script, keys, locales, cases: [[answer, place of the key, language]]} and writes the grades in the same order.
"use strict";

const fs = require("node:fs");
const vm = require("node:vm");

const {script, keys, locales, cases} = JSON.parse(fs.readFileSync(0, "utf8"));
const page = vm.createContext({});
vm.runInContext(fs.readFileSync(script, "utf8"), page, {filename: script});
const grades = cases.map(([answer, key, language]) => page.xentQuiz.judge(keys[key], answer, locales[language]));
process.stdout.write(JSON.stringify(grades));
