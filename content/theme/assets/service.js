// Let the service judge the questions of a page: fresh variants, answers that are kept, progress on every device.
//
// `xent serve` puts this script and its words at the end of a page with questions; a site without the service does
// not have it. What quiz.js does alone it goes on doing when the service is away, and the page says so.
"use strict";

addEventListener("DOMContentLoaded", () => {
  const {questions, progress, store, element, fill} = globalThis.xentQuiz;
  const {language, words} = JSON.parse(document.getElementById("service-words").textContent);
  const PATIENCE = 8000; // milliseconds until a request is given up
  const LATER = [408, 429]; // it came too slowly, or too often
  const PAUSES = [2000, 5000, 10000, 30000]; // between two tries to send an answer
  const AHEAD = "400px"; // a question gets its variant before it comes into view
  const LONGEST = 2000; // characters of an answer that the service takes; what is longer is too long after so many
  const LONGEST_CODE = 100;

  // ---- Asking the service -------------------------------------------------------------------------------------

  class Away extends Error {} // no answer, or one that says: later

  /** Return {status, data}; throw Away where the service cannot do it now. */
  async function ask(method, path, body) {
    const options = {method, headers: {"Accept-Language": language}, signal: AbortSignal.timeout(PATIENCE)};
    if (body) {
      options.headers["Content-Type"] = "application/json";
      options.body = JSON.stringify(body);
    }
    try {
      const response = await fetch("/api/" + path, options);
      if (response.status < 500 && !LATER.includes(response.status)) {
        const data = response.status === 204 ? {} : await response.json();
        if (Object(data) === data) return {status: response.status, data};
      }
    } catch { /* it cannot be reached, or did not answer in time */ }
    throw new Away();
  }

  /** Ask for variants one after another, in all tabs: the first one makes the learner, and two at once would make two. */
  let turn = Promise.resolve();
  const issue = (body) => turn = turn.catch(() => {}).then(() => inTurn(() => ask("POST", "variants", body)));
  const inTurn = (act) => (navigator.locks ? navigator.locks.request("xent-variants", act) : act()); // none without https

  // ---- Answers on their way -----------------------------------------------------------------------------------

  /** Return what waits; of what others wrote there only what could have been ours. */
  function outbox() {
    const items = store.read("outbox");
    const texts = ({variant, key, answer}) => [variant, key, answer].every((text) => typeof text === "string");
    return Array.isArray(items) ? items.filter((item) => item && texts(item) && /^[0-9a-f]{32}$/.test(item.variant)) : [];
  }

  const keep = (item) => store.write("outbox", [...outbox(), item]);
  const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join("-");
  const drop = ({key}) => store.write("outbox", outbox().filter((item) => item.key !== key));

  /** Send an answer until the service has it; resolve to {status, data}. */
  async function deliver(item, onFailure) {
    for (let tries = 0; ; tries += 1) {
      try {
        const {variant, ...body} = item;
        const reply = await ask("POST", `variants/${variant}/answers`, body);
        drop(item);
        return reply;
      } catch (error) {
        if (!(error instanceof Away)) throw error;
        onFailure();
        await new Promise((resolve) => {
          setTimeout(resolve, PAUSES[Math.min(tries, PAUSES.length - 1)]);
          addEventListener("online", resolve, {once: true});
        });
      }
    }
  }

  // ---- A question ---------------------------------------------------------------------------------------------

  function serve(question) {
    const {id, section} = question;
    const part = Object.fromEntries(
      ["count", "link", "another", "status", "solution", "data"].map((name) => [name, section.querySelector(".quiz-" + name)]));
    const {seeds, first: {key: {kind: form}}} = JSON.parse(part.data.textContent);
    const solution = part.solution.querySelector(".quiz-text");
    const saved = element("div", {className: "quiz-saved", role: "status"});
    const {show: showAlone, feedback: feedbackAlone} = question;
    const explained = new Map(); // what the service said of each mistake
    let served = null; // the variant that is shown, where the service judges it
    let open = null; // the place of the variant that is shown, where the page judges it by itself
    let waiting = null; // the variant whose answer is on its way
    part.status.after(saved);

    /** Show the learner's present variant, or the one after it; without the service the open one at `place`. */
    async function show(after, place = next()) {
      try {
        const {status, data} = await issue({question: id, lang: language, after, html: true});
        if (status >= 400 || !data.html) return alone(place, data.message || words.alone);
        [served, open] = [data, null];
      } catch (error) {
        if (!(error instanceof Away)) throw error;
        return alone(place, words.alone);
      }
      const {html, count, n} = served;
      const feedback = [];
      say();
      await showAlone(0, {
        ...html,
        options: html.options.map((text, place) => [String(place + 1), text]),
        key: {kind: form, parts: Array.from({length: count})},
        solution: "",
        answer: "",
        feedback,
        judge: (_, typed) => judge(typed, feedback),
      });
      part.count.textContent = fill(words.number, {number: n});
      part.link.hidden = true;
    }

    /** Show a variant that the page judges by itself. */
    async function alone(place, why) {
      [served, open] = [null, place];
      say(why);
      part.link.hidden = false;
      await showAlone(place);
    }

    /** Put an open variant on paper, where its answer stands on the last page: that of a served one nobody tells. */
    function print() {
      const parts = [".quiz-prompt", ".quiz-options"].map((name) => section.querySelector(name));
      const printed = [...parts, document.getElementById(section.id + "-answer")].filter(Boolean);
      const paper = printed.map((one) => one.innerHTML);
      let screen = null;
      addEventListener("beforeprint", () => {
        screen = served && {served, texts: printed.map((one) => one.innerHTML)};
        if (screen) printed.forEach((one, at) => one.innerHTML = paper[at]);
      });
      addEventListener("afterprint", () => {
        if (screen && screen.served === served) printed.forEach((one, at) => one.innerHTML = screen.texts[at]);
      });
    }

    const next = () => (open === null ? 0 : (open + 1) % seeds.length);

    async function judge(typed, feedback) {
      const asked = served;
      if (waiting === asked) return null;
      waiting = asked;
      const item = {variant: asked.id, key: newKey(), answer: typed.slice(0, LONGEST), lang: language, html: true};
      keep(item);
      say(words.saving);
      const {status, data: reply} = await deliver(item, () => {
        if (served !== asked) return;
        part.status.replaceChildren(); // what stands there was said of an earlier answer
        section.dataset.verdict = "";
        say(words.waiting, {textContent: words.meanwhile, onclick: () => alone(0, words.alone)});
      });
      waiting = null;
      if (served !== asked) return null; // the learner has gone on
      if (status !== 200 || !reply.html) {
        say([401, 404, 410].includes(status) ? words.refused : reply.message || words.away);
        return null;
      }
      say(words.saved);
      const {verdict, score, read, mistake, html} = reply;
      if (mistake) explained.set(mistake, html.feedback);
      feedback.splice(0, feedback.length, [mistake || verdict, html.feedback]);
      solution.innerHTML = html.solution || "";
      return {verdict, score, read, mistake, reason: null, arguments: {}};
    }

    async function reveal() {
      if (!served || solution.innerHTML) return;
      const asked = served;
      try {
        const {data} = await ask("POST", `variants/${asked.id}/solution`, {lang: language, html: true});
        if (served === asked) solution.innerHTML = data.html || "";
      } catch (error) {
        if (!(error instanceof Away)) throw error;
        say(words.away);
        part.solution.open = false;
      }
    }

    /** Say what became of the answer, with a button where there is something to do. */
    function say(text, button) {
      saved.replaceChildren(...(text ? [element("p", {textContent: text})] : []));
      if (button) saved.append(element("button", {type: "button", ...button}));
    }

    section.addEventListener("click", (event) => {
      if (event.target !== part.another) return;
      event.stopPropagation();
      show(served?.id).then(() => section.querySelector(".quiz-form").querySelector("input, button:enabled").focus());
    }, true);
    part.solution.addEventListener("toggle", () => part.solution.open && reveal());
    print();
    question.show = (place) => {
      watcher.unobserve(section);
      if (!linked) return show(undefined, place);
      linked = false;
      return alone(place, words.open);
    };
    question.feedback = (name) => explained.get(name) || (open === null ? "" : feedbackAlone(name));
    return {
      show,
      served: () => served,
      renew: () => served && show(),
      opened(place) {
        open = place;
        say(words.open);
      },
    };
  }

  const link = () => new URLSearchParams(location.hash.slice(1));
  let linked = false; // the address asks for one open variant
  document.addEventListener("quiz-linked", () => linked = link().has("s"));

  const judged = new Map([...questions.values()].map((question) => [question.section, serve(question)]));
  const watcher = new IntersectionObserver((entries) => {
    for (const {isIntersecting, target} of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      judged.get(target).show();
    }
  }, {rootMargin: AHEAD});
  const asked = link().has("s") && questions.get(link().get("q")); // quiz.js shows it already
  for (const [section, {opened}] of judged) {
    if (asked?.section === section) opened(Math.max(asked.seeds.indexOf(link().get("s")), 0));
    else watcher.observe(section);
  }

  /** Ask for other variants in the place of those that are shown: the class or the learner is another one now. */
  async function renew() {
    for (const one of judged.values()) one.renew();
    await refresh();
  }

  const tabs = new BroadcastChannel("xent-learner");
  tabs.addEventListener("message", renew);
  const renewAll = () => {
    tabs.postMessage("");
    return renew();
  };

  // ---- Progress -----------------------------------------------------------------------------------------------

  let me = {learner: false, class: null, questions: {}};

  /** Take over what the service knows; what only this browser knows stays. */
  async function refresh() {
    try {
      const {status, data} = await ask("GET", "me/progress");
      if (status !== 200 || !data.questions) return;
      me = data;
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      return;
    }
    const known = Object.entries(me.questions).map(
      ([id, {tries, right, mistakes}]) => [id, {tries, right, mistakes: Object.entries(mistakes)}]);
    store.write("progress", [...new Map([...progress(), ...known])]);
    for (const [id, {right}] of known) if (questions.get(id)) questions.get(id).done.hidden = !right;
    const detail = {id: "", verdict: "", mistake: null};
    for (const {section} of [...questions.values()].slice(0, 1)) {
      section.dispatchEvent(new CustomEvent("quiz-graded", {bubbles: true, detail}));
    }
    panel?.refresh();
  }

  // ---- The panel of the practice page -------------------------------------------------------------------------

  function makePanel(place) {
    const told = element("p", {role: "status"});
    const group = element("p");
    const code = element("p", {role: "status"});
    const box = element("details", {className: "service-panel"});

    const button = (textContent, act, near) => element("button", {type: "button", textContent, onclick: tried(act, near)});
    const tried = (act, near) => async () => {
      try {
        near.after(told); // what is said stands where it was asked
        told.textContent = "";
        await act();
      } catch (error) {
        if (!(error instanceof Away)) throw error;
        told.textContent = words.away;
      }
    };

    function entry(label, action, act, near) {
      const id = "service-" + act.name;
      const input = element("input", {
        id, className: "quiz-input", autocomplete: "off", autocapitalize: "characters", spellcheck: false, maxLength: LONGEST_CODE,
      });
      const line = element("form", {className: "quiz-answer service-entry", method: "dialog"});
      const send = tried(() => act(input.value.trim()), near || line);
      line.append(element("label", {htmlFor: id, textContent: label}), input, element("button", {textContent: action}));
      line.addEventListener("submit", (event) => {
        event.preventDefault();
        send();
      });
      return line;
    }

    async function join(typed) {
      const {status, data} = await ask("POST", "classes/join", {code: typed});
      if (status === 200) await renewAll();
      told.textContent = status === 200 ? "" : data.message;
    }

    async function leave() {
      await ask("POST", "classes/leave", {});
      await renewAll();
    }

    async function recover(typed) {
      const {status, data} = await ask("POST", "me/recover", {code: typed});
      if (status === 200) {
        tabs.postMessage("");
        location.reload();
      } else told.textContent = data.message;
    }

    async function recovery() {
      const {data} = await ask("POST", "me/recovery", {});
      code.replaceChildren(words.code + " ", element("strong", {className: "service-code", textContent: data.code}));
    }

    function update() {
      if (me.class) group.replaceChildren(fill(words.in_class, {name: me.class.name}) + " ", button(words.leave, leave, group));
      else group.replaceChildren(entry(words.class_code, words.join, join, group));
    }

    box.append(
      element("summary", {textContent: words.panel}),
      element("p", {textContent: words.about}),
      group,
      element("p", {textContent: words.devices}),
      button(words.make_code, recovery, code),
      code,
      entry(words.have_code, words.use_code, recover),
      told);
    place.append(box);
    update();
    return {refresh: update};
  }

  const place = document.querySelector(".practice-panel");
  const panel = place && makePanel(place.parentNode.insertBefore(element("div"), place.nextSibling));
  for (const text of document.querySelectorAll(".practice-alone")) text.hidden = true;
  // A summary links to open variants; of a question that the service asked the present variant is looked at again.
  document.querySelector(".practice-mistakes")?.addEventListener("click", ({target}) => {
    const name = target.hash && new URLSearchParams(target.hash.slice(1)).get("q");
    if (name && judged.get(questions.get(name).section).served()) target.hash = "q=" + name;
  });
  // practice.js forgets what this browser knows; the service has more to forget.
  document.addEventListener("click", async (event) => {
    if (!event.target.closest(".practice-forget")) return;
    event.stopPropagation();
    if (!confirm(words.forget)) return;
    for (const name of ["progress", "session", "outbox"]) store.write(name, null);
    try {
      const {status, data} = await ask("DELETE", "me");
      if (status !== 204) alert(data.message);
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      alert(words.away);
    }
    location.reload();
  }, true);

  for (const item of outbox()) deliver(item, () => {}).then(refresh);
  refresh();
});
