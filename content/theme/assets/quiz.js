// The questions of a page: read an answer, judge it, show what became of it.
//
// `xentQuiz.judge`, with what reads an answer, is the twin of xentlib/quiz/judge.py and xentlib/numbers/read.py and
// gives the same verdicts, exactly (fractions of BigInt, no floating point). It needs no document; tests/quiz_js.cjs
// runs it in Node.js. Keys come from the JSON in each question, words from that at the end of the page. Ids may be
// any text ("__proto__"), so they stand in arrays and maps. A classic script: browsers refuse modules from a disk.
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
  const ONE_GROUP = /^[1-9][0-9]{0,2}$/;

  /** Return {above, below, percent}, the fraction that was typed, or {reason, arguments}. */
  function read(text, locale, allowed) {
    if (text.length > LIMIT) return tooLong(LIMIT);
    return readOne(normal(text), locale, allowed);
  }

  /** Return {numbers: [{above, below, percent}, …]}, `count` of them, or {reason, arguments}. */
  function readVector(text, locale, count, allowed) {
    const limit = LIMIT * Math.max(count, 1);
    if (length(text) > limit) return tooLong(limit);
    let inside = normal(text);
    if (["[]", "()"].includes(inside.slice(0, 1) + inside.slice(-1))) inside = trimmed(inside.slice(1, -1));
    const parts = split(inside, locale, count).map(trimmed);
    if (parts.length !== count) return unreadable("count", {expected: String(count), found: String(parts.length)});
    const numbers = [];
    for (const part of parts) {
      const number = [...part].length > LIMIT ? tooLong(LIMIT) : readOne(part, locale, allowed);
      if (number.reason) return number;
      numbers.push(number);
    }
    return {numbers};
  }

  function split(inside, locale, count) {
    if (inside.includes(";")) return inside.split(";");
    if (count === 1) return [inside];
    const spaced = locale.decimal === "," ? inside : inside.replace(/,(?=[ \t\r\n])/g, " ");
    return spaced ? spaced.split(/[ \t\r\n]+/) : [];
  }

  function readOne(typed, locale, allowed) {
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
    if (mark === locale.group && !exponent && decimals.length === 3 && ONE_GROUP.test(whole)) {
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
    return trimmed(marked.normalize("NFKC").replace(/[\u2212\u2013]/g, "-"));
  }

  /** Count as Python does: code points, but UTF-16 units in what might be one number. */
  function length(text) {
    const points = [...text].length;
    return points > LIMIT ? points : text.length;
  }

  const trimmed = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  const tooLong = (limit) => unreadable("too_long", {limit: String(limit)});
  const unreadable = (reason, args = {}) => ({reason, arguments: args});
  const signed = (sign, digits) => BigInt(sign + digits);
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
    return {
      number: judgeNumber, vector: judgeVector, choice: judgeChoice, choices: judgeChoices, order: judgeOrder,
    }[key.kind](key, answer, locale);
  }

  function judgeNumber(key, answer, locale) {
    const number = read(answer, locale, key);
    if (number.reason) return grade("unreadable", number);
    const mistakes = key.mistakes.map(([name, ...band]) => [name, [band]]);
    return judgeNumbers([number], [key], mistakes, key.percent, {read: echo(number, locale)});
  }

  function judgeVector(key, answer, locale) {
    const {numbers, ...failure} = readVector(answer, locale, key.parts.length, key);
    if (!numbers) return grade("unreadable", failure);
    const separator = locale.decimal === "," ? ";\u00a0" : ",\u00a0";
    const seen = {read: `[${numbers.map((number) => echo(number, locale)).join(separator)}]`};
    const result = judgeNumbers(numbers, key.parts, key.mistakes, key.percent, seen);
    if (result.verdict !== "wrong") return result;
    const place = 1 + numbers.findIndex((number, i) => !inside(number, key.parts[i].accept));
    return {...result, arguments: {place: String(place)}};
  }

  function judgeNumbers(numbers, parts, mistakes, percent, seen) {
    const every = (test) => numbers.every((number, i) => test(number, parts[i], i));
    const right = (number, {accept}) => inside(number, accept);
    const close = (number, part) => right(number, part) || part.near.some((band) => inside(number, band));
    if (every(right)) return grade("correct", {...seen, score: 1});
    const made = mistakes.find(([, bands]) => every((number, _, i) => inside(number, bands[i])));
    if (made) return grade("mistake", {...seen, mistake: made[0]});
    if (every(close)) return grade("near", seen);
    const bare = (number, part) => !number.percent && close({...number, below: 100n * number.below}, part);
    return percent && every(bare) ? grade("mistake", {...seen, mistake: "percent"}) : grade("wrong", seen);
  }

  function judgeChoice(key, answer) {
    if (!answer) return grade("unreadable", {reason: "choice"});
    if (answer === key.right) return grade("correct", {score: 1});
    const known = key.mistakes.find(([option]) => option === answer);
    return known ? grade("mistake", {mistake: known[1]}) : grade("wrong");
  }

  function judgeChoices({options, right}, answer) {
    const chosen = ids(answer);
    if (!chosen.length || !chosen.every((id) => options.includes(id))) return grade("unreadable", {reason: "choices"});
    const wrongly = options.filter((id) => chosen.includes(id) && !right.includes(id));
    const missing = right.filter((id) => !chosen.includes(id));
    if (!wrongly.length && !missing.length) return grade("correct", {score: 1});
    const score = Math.max(0, right.length - missing.length - wrongly.length) / right.length;
    return grade(score ? "partial" : "mistake", {score, mistake: [...wrongly, ...missing][0]});
  }

  function judgeOrder({right, mistakes}, answer) {
    const given = ids(answer);
    const same = (one, other) => one.length === other.length && one.every((id, i) => id === other[i]);
    if (!same([...given].sort(), [...right].sort())) return grade("unreadable", {reason: "order"});
    if (same(given, right)) return grade("correct", {score: 1});
    const made = mistakes.find(([, order]) => same(given, order));
    if (made) return grade("mistake", {mistake: made[0]});
    return grade("wrong", {arguments: {place: String(1 + given.findIndex((id, i) => id !== right[i]))}});
  }

  const ids = (answer) => answer.split(" ").filter(Boolean);

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

  // ---- What this browser remembers ----------------------------------------------------------------------------

  /** Values by name in the browser's storage, which may be closed, full, or hold what we did not write. */
  const store = {
    read(name) {
      try {
        return JSON.parse(localStorage["xent-" + name]);
      } catch {
        return null;
      }
    },
    write(name, value) {
      try {
        localStorage["xent-" + name] = JSON.stringify(value);
      } catch { /* nothing is remembered then */ }
    },
  };

  /** Return a map from a question's id to {tries, right, mistakes: [[name, count], …]}. */
  function progress() {
    const rows = store.read("progress");
    return new Map(Array.isArray(rows) ? rows.filter((row) => Array.isArray(row) && row[1]) : []);
  }

  function remember(id, {verdict, mistake}) {
    const rows = progress();
    const {tries, right, mistakes} = {tries: 0, right: 0, ...rows.get(id)};
    const counts = new Map(Array.isArray(mistakes) ? mistakes.filter(Array.isArray) : []);
    if (mistake) counts.set(mistake, 1 + (counts.get(mistake) || 0));
    rows.set(id, {tries: tries + 1, right: right + (verdict === "correct"), mistakes: [...counts]});
    store.write("progress", [...rows]);
  }

  // ---- The page -----------------------------------------------------------------------------------------------

  const SIGNS = {correct: "✓", near: "≈", partial: "◐", mistake: "✗", wrong: "✗", unreadable: "?"};
  const FREE = ["near", "unreadable"]; // such an answer is no try

  const questions = new Map(); // by id
  let locale, words;

  function start(section) {
    const part = Object.fromEntries(
      ["count", "done", "prompt", "options", "hint", "form", "answer", "inputs", "again", "reveal", "another", "status",
        "heard", "link", "solution", "data"].map((name) => [name, section.querySelector(".quiz-" + name)]));
    const {id, kind, seeds, more, first} = JSON.parse(part.data.textContent);
    const form = first.key.kind; // how it is answered: a bug is a choice too
    const text = (details) => details.querySelector(".quiz-text");
    const variants = [{
      ...first,
      prompt: part.prompt.innerHTML,
      hint: text(part.hint).innerHTML,
      solution: text(part.solution).innerHTML,
      options: part.options ? [...part.options.children].map((item) => [item.dataset.id, item.innerHTML]) : [],
    }];
    let current = 0;
    let variant; // the one that is shown: that at `current`, or one that a service judges
    let over = false; // answered, or the solution was seen: further answers are no tries
    let loading = null;

    /** Resolve to whether every variant is there; a script that calls `xentQuiz.more` also works from a disk. */
    function load() {
      return loading ||= new Promise((resolve) => {
        const onerror = () => resolve(loading = null);
        document.head.append(element("script", {src: more, onload: resolve, onerror}));
      });
    }

    function add(others) {
      for (const one of others) {
        const feedback = [...new Map([...first.feedback, ...one.feedback || []])];
        variants.push({...variants[0], ...one, feedback});
      }
    }

    /** Show the variant at a place of `seeds`, or one that brings its own `judge`; resolve to whether it is there. */
    async function show(place, served) {
      if (place && !variants[1] && !await load()) {
        return part.status.replaceChildren(element("p", {textContent: words.not_loaded}));
      }
      current = place;
      over = false;
      variant = {...variants[current], ...served};
      part.count.textContent = fill(words.count, {number: current + 1, count: seeds.length});
      part.prompt.innerHTML = variant.prompt;
      text(part.solution).innerHTML = variant.solution;
      text(part.hint).innerHTML = variant.hint;
      part.hint.hidden = !variant.hint;
      part.solution.hidden = true;
      part.hint.open = part.solution.open = part.reveal.hidden = false;
      part.link.hash = "q=" + id + "&s=" + seeds[current];
      // The plain list is hidden, but it is what gets printed, and so is the answer on the last page.
      if (part.options) part.options.replaceChildren(...variant.options.map(([, html]) => element("li", {innerHTML: html})));
      const printed = document.getElementById(section.id + "-answer");
      if (printed) printed.innerHTML = variant.answer;
      clear();
      return true;
    }

    function clear() {
      build();
      part.again.hidden = true;
      say();
    }

    // What is answered with: boxes, options, or items with buttons.

    const inputs = () => [...part.form.querySelectorAll("input")];
    const items = () => [...part.inputs.querySelectorAll(".quiz-order > li")];

    function build() {
      if (part.answer) return mark(inputs()[0], "");
      const legend = part.inputs.querySelector("legend");
      if (form === "order") {
        const list = element("ol", {className: "quiz-order"});
        list.append(...variant.options.map(item));
        part.inputs.replaceChildren(legend, list);
        return ends();
      }
      const rows = form === "vector" ? variant.key.parts.map(box) : variant.options.map(option);
      return part.inputs.replaceChildren(legend, ...rows);
    }

    function box(_, place) {
      const label = variant.labels[place] || String(place + 1);
      return row("quiz-box", element("input", {type: "text", className: "quiz-input", autocomplete: "off"}), label, place);
    }

    function option([id, html], place) {
      const type = form === "choices" ? "checkbox" : "radio";
      return row("quiz-choice", element("input", {type, name: section.id, value: id}), html, place);
    }

    function row(className, input, html, place) {
      input.id = `${section.id}-${place}`;
      const div = element("div", {className});
      const label = element("label", {htmlFor: input.id, innerHTML: html});
      div.append(...(className === "quiz-box" ? [label, input] : [input, label]));
      return div;
    }

    function item([id, html]) {
      const li = element("li");
      li.dataset.id = id;
      const span = element("span", {innerHTML: html});
      const button = (textContent, label, onclick) => element(
        "button", {type: "button", textContent, ariaLabel: `${label} ${span.textContent}`, onclick});
      li.append(
        span,
        button("↑", words.up, () => move(li, () => li.previousElementSibling.before(li), 0)),
        button("↓", words.down, () => move(li, () => li.nextElementSibling.after(li), 1)));
      return li;
    }

    /** Move an item by one place; the focus stays on its button, or goes to the other one at the end of the list. */
    function move(li, act, which) {
      act();
      ends();
      const buttons = li.querySelectorAll("button");
      buttons[buttons[which].disabled ? 1 - which : which].focus();
      hear(fill(words.place, {place: 1 + items().indexOf(li), count: items().length}));
    }

    function ends() {
      for (const li of items()) {
        const [up, down] = li.querySelectorAll("button");
        up.disabled = !li.previousElementSibling;
        down.disabled = !li.nextElementSibling;
      }
    }

    /** Return the answer as one text: what stands in the box or boxes, or ids with spaces between them. */
    function typed() {
      if (form === "order") return items().map((li) => li.dataset.id).join(" ");
      if (part.answer || form === "vector") {
        const [one, ...rest] = inputs().map((input) => input.value);
        return rest.some((value) => value.trim()) ? [one, ...rest].join(";") : one;
      }
      return inputs().filter((input) => input.checked).map((input) => input.value).join(" ");
    }

    // What becomes of an answer.

    async function answer() {
      const result = await (variant.judge || judge)(variant.key, typed(), locale);
      if (!result) return;
      const readable = result.verdict !== "unreadable";
      if (part.answer || form === "vector") inputs().forEach((input) => mark(input, input.value, !readable));
      if (readable) {
        part.solution.hidden = false;
        part.reveal.hidden = true;
      }
      part.again.hidden = !readable || result.verdict === "correct";
      say(result);
      if (!FREE.includes(result.verdict)) count(result);
    }

    function count(result) {
      if (over) return;
      over = result.verdict === "correct" || result.verdict === "revealed";
      if (result.verdict === "correct") part.done.hidden = false;
      remember(id, result);
      section.dispatchEvent(new CustomEvent("quiz-graded", {bubbles: true, detail: {id, ...result}}));
    }

    function say(result) {
      section.dataset.verdict = result ? result.verdict : "";
      hear("");
      if (!result) return part.status.replaceChildren();
      const line = element("p", {className: "quiz-verdict"});
      const sign = element("span", {className: "quiz-sign", ariaHidden: "true", textContent: SIGNS[result.verdict]});
      line.append(sign, " ", words.verdicts[result.verdict]);
      const place = result.arguments.place && words.places[form];
      const lines = [result.read && fill(words.read, {number: result.read}), place && fill(place, result.arguments)];
      const said = lines.filter(Boolean).map((textContent) => element("p", {textContent}));
      return part.status.replaceChildren(line, ...said, told(result));
    }

    /** Return what the verdict is followed by: text for an unreadable answer, else the author's HTML. */
    function told({verdict, mistake, reason, arguments: values}) {
      if (reason) return element("p", {textContent: fill(words.reasons[reason], values)});
      const html = feedback(mistake || verdict);
      return html ? element("div", {className: "quiz-why", innerHTML: html}) : "";
    }

    /** Return the HTML that goes with a mistake; the first sentence of it stands in an element of its own. */
    function feedback(mistake) {
      const html = new Map(variant.feedback).get(mistake);
      return html || (mistake === "percent" ? element("p", {textContent: words.percent}).outerHTML : "");
    }

    const hear = (textContent) => part.heard.replaceChildren(element("span", {textContent}));

    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer();
    });
    part.again.addEventListener("click", () => {
      if (form !== "order") build(); // what is right in the learner's order stays
      part.again.hidden = true;
      say();
      focus();
    });
    part.reveal.addEventListener("click", () => {
      part.reveal.hidden = true;
      part.solution.hidden = false;
      part.solution.open = true;
      part.solution.querySelector("summary").focus();
      count({verdict: "revealed"});
    });
    part.solution.addEventListener("toggle", () => {
      over ||= part.solution.open;
    });
    part.another.addEventListener("click", async () => {
      if (!await show((current + 1) % seeds.length)) return;
      hear(part.count.textContent);
      focus();
    });
    const focus = () => part.form.querySelector("input, button:enabled").focus();

    part.count.hidden = part.another.hidden = seeds.length < 2;
    part.done.hidden = !progress().get(id)?.right;
    part.link.hidden = part.form.hidden = false;
    if (part.options) part.options.hidden = true;
    questions.set(id, {id, kind, seeds, section, add, show, feedback, done: part.done});
    show(0);
  }

  /** Show the variant that the address asks for: #q=softmax/loss&s=7. */
  async function follow() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const question = questions.get(asked.get("q"));
    if (!question) return;
    const {section, seeds} = question;
    document.dispatchEvent(new Event("quiz-linked"));
    const place = seeds.indexOf(asked.get("s") ?? seeds[0]);
    await question.show(Math.max(place, 0));
    if (place < 0) section.querySelector(".quiz-status").replaceChildren(element("p", {textContent: words.no_variant}));
    section.scrollIntoView();
    section.focus({preventScroll: true});
  }

  const mark = (input, value, invalid) => Object.assign(input, {value, ariaInvalid: invalid ? "true" : null});

  const element = (name, properties) => Object.assign(document.createElement(name), properties);
  const fill = (text, values) =>
    text.replace(/\{(\w+)\}/g, (all, name) => (Object.hasOwn(values, name) ? values[name] : all));

  function startAll() {
    const told = document.getElementById("quiz-words");
    if (!told) return;
    ({locale, words} = JSON.parse(told.textContent));
    document.querySelectorAll(".quiz").forEach(start);
    addEventListener("hashchange", follow);
    follow();
  }

  const more = (id, others) => questions.get(id).add(others);
  globalThis.xentQuiz = Object.freeze({judge, more, questions, progress, store, element, fill});

  if (typeof document !== "undefined") {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
    else startAll();
  }
})();
