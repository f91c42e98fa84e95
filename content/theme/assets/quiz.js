// The questions of a page: read an answer, judge it, show what became of it.
//
// `xentQuiz.read` and `xentQuiz.judge` are the twins of xentlib/numbers/read.py and xentlib/quiz/judge.py and give
// the same verdicts, exactly (fractions of BigInt, no floating point). They need no document; tests/quiz_js.cjs
// runs them in Node.js. Words, keys and the language's decimal mark come from the JSON inside each question.
// A classic script, because browsers refuse modules from the file system.
"use strict";

(() => {
  // ---- Reading ------------------------------------------------------------------------------------------------

  const LIMIT = 64;
  const LARGEST_EXPONENT = 400;
  const RAISED = /([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+)/g;
  const LOWERED = /([₀₁₂₃₄₅₆₇₈₉₊₋]+)/g;
  const FRACTION = /^([+-]?)([0-9]+) ?\/ ?([0-9]+)$/;
  const NUMBER = new RegExp(
    "^([+-]?)" +
    "([1-9][0-9]{0,2}(?: [0-9]{3})+|[0-9]*)" +
    "(?:([.,])([0-9]+))?" +
    "(?:[eE\u0435\u0415]([+-]?[0-9]+)| ?[·⋅×*] ?10\\^([+-]?[0-9]+))?" +
    "( ?%)?$");

  /** Return {above, below, percent}, the fraction that was typed, or {reason, arguments}. */
  function read(text, locale, allowed) {
    if (text.length > LIMIT) return unreadable("too_long", {limit: String(LIMIT)});
    const typed = normal(text);
    if (!typed) return unreadable("empty");
    const ratio = FRACTION.exec(typed);
    if (ratio) {
      if (!allowed.fraction) return unreadable("fraction");
      if (!BigInt(ratio[3])) return unreadable("zero_denominator");
      return {above: signed(ratio[1], ratio[2]), below: BigInt(ratio[3]), percent: false};
    }
    const match = NUMBER.exec(typed);
    if (!match || !(match[2] || match[4])) return unreadable("not_a_number");
    const [, sign, whole, mark = "", decimals = "", letterExponent, power, perCent = ""] = match;
    if (perCent && !allowed.percent) return unreadable("percent");
    const exponent = letterExponent || power || "";
    if (mark === locale.group && !exponent && decimals.length === 3 && /^[1-9][0-9]{0,2}$/.test(whole)) {
      return unreadable("ambiguous", {
        whole: sign + whole + decimals + perCent,
        decimal: sign + whole + locale.decimal + decimals + perCent,
      });
    }
    if (Math.abs(Number(exponent)) > LARGEST_EXPONENT) {
      return unreadable("exponent", {limit: String(LARGEST_EXPONENT)});
    }
    const shift = Number(exponent) - decimals.length - (perCent ? 2 : 0);
    return {
      above: signed(sign, whole.replaceAll(" ", "") + decimals) * tenTo(Math.max(shift, 0)),
      below: tenTo(Math.max(-shift, 0)),
      percent: perCent !== "",
    };
  }

  function normal(text) {
    // NFKC would turn 0.5² into 0.52: what is raised or lowered is marked first.
    const marked = text.replace(RAISED, "^$1").replace(LOWERED, "_$1");
    return marked.normalize("NFKC").replace(/[\u2212\u2013]/g, "-").replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  }

  const unreadable = (reason, args = {}) => ({reason, arguments: args});
  const signed = (sign, digits) => (sign === "-" ? -BigInt(digits) : BigInt(digits));
  const tenTo = (exponent) => 10n ** BigInt(exponent);

  // ---- Showing what was read ----------------------------------------------------------------------------------

  function echo({above, below}, locale) {
    if (above === 0n) return "0";
    const size = above < 0n ? -above : above;
    const digits = (size * tenTo(600)) % below === 0n ? 64 : 6;
    let exponent = String(size).length - String(below).length;
    if (size * tenTo(Math.max(-exponent, 0)) < below * tenTo(Math.max(exponent, 0))) exponent -= 1;
    const shift = digits - 1 - exponent;
    const up = size * tenTo(Math.max(shift, 0));
    const down = below * tenTo(Math.max(-shift, 0));
    const scaled = (2n * up + down) / (2n * down);
    if (scaled === tenTo(digits)) exponent += 1;
    const kept = String(scaled).slice(0, digits).replace(/0+$/, "");
    return (above < 0n ? "−" : "") + (exponent < -4 || exponent >= 7
      ? joined(kept[0], kept.slice(1), locale) + "·10" + superscript(exponent)
      : plain(kept, exponent, locale));
  }

  function plain(kept, exponent, locale) {
    const digits = exponent < 0 ? "0".repeat(-exponent) + kept : kept.padEnd(exponent + 1, "0");
    const whole = digits.slice(0, Math.max(exponent, 0) + 1);
    const grouped = whole.length > 4 ? whole.replace(/\B(?=([0-9]{3})+$)/g, locale.thousands) : whole;
    return joined(grouped, digits.slice(whole.length), locale);
  }

  const joined = (whole, rest, locale) => (rest ? whole + locale.decimal + rest : whole);
  const superscript = (exponent) => String(exponent).replace(/./g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));

  // ---- Judging ------------------------------------------------------------------------------------------------

  /** Return {verdict, score, mistake, reason, arguments, read}, as judge() of xentlib/quiz/judge.py does. */
  function judge(key, answer, locale) {
    return key.kind === "choice" ? judgeChoice(key, answer) : judgeNumber(key, answer, locale);
  }

  function judgeChoice(key, answer) {
    if (!answer) return grade("unreadable", {reason: "choice"});
    if (answer === key.right) return grade("correct", {score: 1});
    const known = key.mistakes.find(([option]) => option === answer);
    return known ? grade("mistake", {mistake: known[1]}) : grade("wrong");
  }

  function judgeNumber(key, answer, locale) {
    const number = read(answer, locale, key);
    if (number.reason) return grade("unreadable", number);
    const seen = {read: echo(number, locale)};
    if (inside(number, key.accept)) return grade("correct", {...seen, score: 1});
    const made = key.mistakes.find(([, low, high]) => inside(number, [low, high]));
    if (made) return grade("mistake", {...seen, mistake: made[0]});
    if (inside(number, key.near)) return grade("near", seen);
    const hundredth = {above: number.above, below: 100n * number.below};
    if (key.percent && !number.percent && inside(hundredth, key.near)) {
      return grade("mistake", {...seen, mistake: "percent"});
    }
    return grade("wrong", seen);
  }

  function inside({above, below}, [low, high]) {
    const [lowest, highest] = [low, high].map(decimal);
    return lowest.above * below <= above * lowest.below && above * highest.below <= highest.above * below;
  }

  function decimal(written) {
    const [, sign, whole, rest = ""] = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(written);
    return {above: signed(sign, whole + rest), below: tenTo(rest.length)};
  }

  function grade(verdict, known = {}) {
    return {verdict, score: 0, mistake: null, reason: null, arguments: {}, read: null, ...known};
  }

  globalThis.xentQuiz = Object.freeze({read, judge});

  // ---- The page -----------------------------------------------------------------------------------------------

  const SIGNS = {correct: "✓", near: "≈", mistake: "✗", wrong: "✗", unreadable: "?"};

  function start(section) {
    const {locale, words, variants} = JSON.parse(section.querySelector(".quiz-data").textContent);
    const part = Object.fromEntries(
      ["count", "prompt", "options", "hint", "form", "input", "choices", "another", "status", "solution"]
        .map((name) => [name, section.querySelector(".quiz-" + name)]));
    let current = 0;

    function show() {
      const variant = variants[current];
      section.dataset.note = variant.note;
      part.count.textContent = fill(words.count, {number: current + 1, count: variants.length});
      part.prompt.innerHTML = variant.prompt;
      part.solution.querySelector(".quiz-text").innerHTML = variant.solution;
      part.hint.querySelector(".quiz-text").innerHTML = variant.hint;
      part.hint.hidden = !variant.hint;
      part.solution.hidden = true;
      part.hint.open = part.solution.open = false;
      if (part.input) mark(part.input, "");
      if (part.choices) {
        part.choices.replaceChildren(part.choices.querySelector("legend"), ...radios(variant));
        // The plain list is hidden, but it is what gets printed.
        part.options.replaceChildren(...variant.options.map(([, html]) => element("li", {innerHTML: html})));
      }
      say();
    }

    function radios(variant) {
      return variant.options.map(([id, html], place) => {
        const input = element("input", {type: "radio", name: section.id, value: id});
        input.id = `${section.id}-option-${place}`;
        const label = element("label", {htmlFor: input.id, innerHTML: html});
        const row = element("div", {className: "quiz-choice"});
        row.append(input, label);
        return row;
      });
    }

    function answer() {
      const chosen = section.querySelector("input[type=radio]:checked");
      const typed = part.input ? part.input.value : chosen ? chosen.value : "";
      const {key, feedback} = variants[current];
      const result = judge(key, typed, locale);
      if (part.input) mark(part.input, part.input.value, result.verdict === "unreadable");
      if (result.verdict !== "unreadable") part.solution.hidden = false;
      say(result.verdict, result.read && fill(words.read, {number: result.read}), told(result, feedback));
    }

    /** Return what the verdict is followed by: text for an unreadable answer, else the author's HTML. */
    function told(result, feedback) {
      if (result.reason) return element("p", {textContent: fill(words.reasons[result.reason], result.arguments)});
      const html = feedback[result.mistake || result.verdict];
      if (html) return element("div", {innerHTML: html});
      return result.mistake === "percent" ? element("p", {textContent: words.percent}) : "";
    }

    function say(verdict, echoed, more) {
      section.dataset.verdict = verdict || "";
      if (!verdict) return part.status.replaceChildren();
      const line = element("p", {className: "quiz-verdict"});
      line.append(sign(SIGNS[verdict]), " ", words.verdicts[verdict]);
      return part.status.replaceChildren(line, echoed ? element("p", {textContent: echoed}) : "", more);
    }

    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer();
    });
    part.another.addEventListener("click", () => {
      current = (current + 1) % variants.length;
      show();
      part.status.replaceChildren(element("p", {className: "quiz-heard", textContent: part.count.textContent}));
      (part.input || part.choices.querySelector("input")).focus();
    });
    show();
    part.count.hidden = part.another.hidden = variants.length < 2;
    if (part.options) part.options.hidden = true;
    part.form.hidden = false;
  }

  function mark(input, value, invalid = false) {
    input.value = value;
    if (invalid) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  function sign(character) {
    const span = element("span", {className: "quiz-sign", textContent: character});
    span.setAttribute("aria-hidden", "true");
    return span;
  }

  const element = (name, properties) => Object.assign(document.createElement(name), properties);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));

  if (typeof document !== "undefined") {
    const startAll = () => document.querySelectorAll(".quiz").forEach(start);
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
    else startAll();
  }
})();
