// The practice page: filters, what was answered so far, and a session of ten questions with a summary.
//
// Runs after quiz.js, whose questions tell by the event "quiz-graded" what became of an answer.
"use strict";

addEventListener("DOMContentLoaded", () => {
  const {questions, progress, store, element, fill} = globalThis.xentQuiz;
  const LENGTH = 10;
  const page = document.querySelector(".practice").parentNode;
  const part = Object.fromEntries(
    ["panel", "lessons", "kinds", "shown", "begin", "resume", "forget", "session", "at", "bar", "steps", "next", "leave",
      "summary", "score", "mistakes", "back", "words"].map((name) => [name, page.querySelector(".practice-" + name)]));
  const words = JSON.parse(part.words.textContent);
  const lists = [...page.querySelectorAll(".practice-list")];
  const rows = [...questions.values()].map((question) => ({...question, lesson: question.id.split("/")[0]}));

  // ---- Filters and progress -----------------------------------------------------------------------------------

  const fits = (lesson, kind) =>
    rows.filter((row) => (!lesson || row.lesson === lesson) && (!kind || row.kind === kind));
  const chosen = () => fits(part.lessons.value, part.kinds.value);

  function filter() {
    const kept = chosen();
    for (const row of rows) row.section.hidden = !kept.includes(row);
    for (const list of lists) {
      list.hidden = !list.querySelector(".quiz:not([hidden])");
      for (const above of headings(list)) above.hidden = list.hidden;
    }
    for (const one of part.lessons) label(one, fits(one.value, part.kinds.value));
    for (const one of part.kinds) label(one, fits(part.lessons.value, one.value));
    part.shown.textContent = fill(words.shown, {count: kept.length});
    printed();
  }

  /** Return what stands above a list, from the nearest heading on. */
  function headings(list) {
    const found = [];
    for (let one = list; !one.matches("h2"); found.unshift(one)) one = one.previousElementSibling;
    return found;
  }

  function label(option, found) {
    option.label = option.text = `${option.dataset.name} (${found.length})`;
  }

  /** Print the answers of those questions that are printed. */
  function printed() {
    for (const {section} of rows) {
      document.getElementById(section.id + "-answer").hidden = !section.getClientRects().length;
    }
  }

  function count() {
    const known = progress();
    for (const list of lists) {
      const ours = fits(list.dataset.lesson);
      const right = ours.filter(({id}) => known.get(id)?.right).length;
      list.querySelector(".practice-progress").textContent = fill(words.right, {right, count: ours.length});
    }
  }

  // ---- A session: {at, steps: [{id, place of the variant, first: right at the first try?, made: [mistake, …]}]} --

  let session = restored();

  function restored() {
    try {
      const {at, steps} = store.read("session");
      for (const {id, place, made} of [steps[at], ...steps]) { // throws where something is not what it should be
        questions.get(id).seeds[place].at();
        made.map(String);
      }
      return {at: +at, steps};
    } catch {
      return null;
    }
  }

  /** Draw from each lesson in turn, so that ten questions mix as many lessons as there are. */
  function begin() {
    const turns = new Map();
    const mixed = byFirst(chosen().map((row) => [Math.random(), row]))
      .map((row) => [turns.set(row.lesson, 1 + (turns.get(row.lesson) || 0)).get(row.lesson), row]);
    const steps = byFirst(mixed).slice(0, LENGTH)
      .map(({id, seeds}) => ({id, place: Math.floor(Math.random() * seeds.length), made: []}));
    session = {at: 0, steps};
    ask();
  }

  const byFirst = (pairs) => pairs.sort(([one], [other]) => one - other).map(([, row]) => row);

  async function ask() {
    const {at, steps} = session;
    store.write("session", steps[at] ? session : null);
    part.lessons.value = part.kinds.value = "";
    filter();
    turn(true);
    if (!steps[at]) return summarize();
    const {show, section} = questions.get(steps[at].id);
    section.classList.add("practice-current");
    section.after(part.steps);
    part.session.hidden = part.steps.hidden = false;
    part.at.textContent = place();
    part.bar.max = steps.length;
    part.bar.value = at + 1;
    await show(steps[at].place);
    printed();
    part.session.scrollIntoView();
    return part.session.focus({preventScroll: true});
  }

  const place = () => fill(words.at, {number: session.at + 1, count: session.steps.length});

  /** Turn the page to a session, or back to all questions. */
  function turn(on) {
    page.classList.toggle("practice-on", on);
    page.querySelector(".practice-current")?.classList.remove("practice-current");
    part.session.hidden = part.steps.hidden = part.summary.hidden = true;
    part.resume.hidden = !session;
    if (session?.steps[session.at]) part.resume.textContent = fill(words.resume, {place: place()});
    printed();
  }

  function summarize() {
    const {steps} = session;
    const right = steps.filter(({first}) => first).length;
    session = null;
    part.score.textContent = fill(words.score, {right, count: steps.length});
    part.mistakes.replaceChildren(...recurring(steps).map(({html, asked, cures}) => {
      const item = element("li", {innerHTML: html});
      for (const link of asked) item.append(" ", link);
      for (const cure of cures.values()) item.append(element("br"), cure.cloneNode(true));
      return item;
    }));
    part.summary.hidden = false;
    part.summary.focus();
  }

  /** Return each mistake with links to the questions and to what cures it, the most frequent first; "" has no name. */
  function recurring(steps) {
    const met = new Map();
    for (const [at, {id, place, first, made}] of steps.entries()) {
      const {feedback, section, seeds} = questions.get(id);
      const cure = section.querySelector(".quiz-place");
      for (const name of first ? [] : made.length ? made : [""]) {
        const {content} = element("template", {innerHTML: feedback(name)});
        const html = content.querySelector(".quiz-first")?.innerHTML || words.unnamed;
        if (!met.has(name)) met.set(name, {html, asked: [], cures: new Map()});
        const href = `#q=${id}&s=${seeds[place]}`;
        met.get(name).asked.push(element("a", {href, textContent: fill(words.question, {number: at + 1})}));
        if (cure) met.get(name).cures.set(cure.textContent, cure);
      }
    }
    const weight = ([name, {asked}]) => name && asked.length;
    return [...met].sort((one, other) => weight(other) - weight(one)).map(([, row]) => row);
  }

  // ---- What is clicked ----------------------------------------------------------------------------------------

  const on = (name, act) => part[name].addEventListener("click", act);

  part.panel.addEventListener("change", filter);
  on("begin", begin);
  on("resume", ask);
  on("next", () => {
    session.at += 1;
    ask();
  });
  for (const name of ["leave", "back"]) {
    on(name, () => {
      turn(false);
      part.begin.focus();
    });
  }
  on("forget", () => {
    if (!confirm(words.sure)) return;
    store.write("progress", null);
    store.write("session", session = null);
    for (const {done} of rows) done.hidden = true;
    turn(false);
    count();
  });
  page.addEventListener("quiz-graded", ({detail: {id, verdict, mistake}}) => {
    count();
    const step = session?.steps[session.at];
    if (!page.matches(".practice-on") || step.id !== id) return;
    step.first ??= verdict === "correct";
    if (mistake && !step.made.includes(mistake)) step.made.push(mistake);
    store.write("session", session);
  });
  document.addEventListener("quiz-linked", () => {
    part.lessons.value = part.kinds.value = "";
    filter();
    turn(false);
  });

  for (const list of lists) part.lessons.append(new Option(headings(list)[0].firstChild.textContent, list.dataset.lesson));
  for (const one of [...part.lessons, ...part.kinds]) one.dataset.name = one.text;
  part.panel.hidden = false;
  filter();
  turn(false);
  count();
});
