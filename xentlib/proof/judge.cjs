// Judge answers with the page's script: `node judge.cjs < cases.json > grades.json`.
// Reads {script, cases: [{answer, key, locale}]} and writes the grades in the same order.
"use strict";

const fs = require("node:fs");
const vm = require("node:vm");

const {script, cases} = JSON.parse(fs.readFileSync(0, "utf8"));
const page = vm.createContext({});
vm.runInContext(fs.readFileSync(script, "utf8"), page, {filename: script});
const grades = cases.map(({answer, key, locale}) => page.xentQuiz.judge(key, answer, locale));
process.stdout.write(JSON.stringify(grades));
