/* Search: a native dialog over Pagefind's index, loaded when it is opened for the first time.
 *
 * "/" opens, Esc closes, the arrow keys walk through the results, Enter opens the first one. Also closes the
 * language menu on Esc or on a click elsewhere. All words come from partials/find.html. */
(() => {
  "use strict";

  const dialog = document.getElementById("course-find");
  const opener = document.querySelector("[data-course-search]");
  if (!dialog || !opener) return;
  const input = dialog.querySelector("input");
  const status = dialog.querySelector("[role=status]");
  const list = dialog.querySelector("ol");
  const root = new URL(dialog.dataset.root, location.href);
  let engine = null;
  let latest = 0;

  opener.hidden = false;
  opener.addEventListener("click", open);
  document.addEventListener("keydown", onPageKey);
  dialog.addEventListener("keydown", onDialogKey);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", openFirst);
  list.addEventListener("click", () => dialog.close());
  input.addEventListener("input", () => search(input.value));
  closeMenuElsewhere(document.querySelector("[data-course-languages]"));

  function open() {
    dialog.showModal();
    input.focus();
    input.select();
    load();
  }

  /* Browsers refuse to import a module from disk, so there the dialog says what to do instead. */
  function load() {
    if (location.protocol === "file:") {
      status.textContent = dialog.dataset.fromDisk;
      return Promise.resolve(null);
    }
    engine ??= import(new URL("pagefind/pagefind.js", root).href)
      .then(async (pagefind) => {
        await pagefind.options({ baseUrl: root.pathname, excerptLength: 24 });
        await pagefind.init();
        return pagefind;
      })
      .catch(() => {
        engine = null;
        status.textContent = dialog.dataset.failed;
        return null;
      });
    return engine;
  }

  async function search(words) {
    const turn = ++latest;
    const pagefind = await load();
    if (!pagefind || turn !== latest) return;
    if (!words.trim()) return show([], "");
    status.textContent = dialog.dataset.searching;
    const found = await pagefind.debouncedSearch(words, {}, 120);
    if (found === null || turn !== latest) return;
    const pages = await Promise.all(found.results.slice(0, 12).map((result) => result.data()));
    if (turn !== latest) return;
    const number = found.results.length;
    show(pages, number ? dialog.dataset.found.replace("{number}", number) : dialog.dataset.nothing);
  }

  function show(pages, message) {
    status.textContent = message;
    list.replaceChildren(...pages.map(item));
    list.scrollTop = 0;
  }

  function item(page) {
    const link = document.createElement("a");
    const best = page.sub_results.find((part) => part.url !== page.url) && page.sub_results[0];
    link.href = best ? best.url : page.url;
    const title = document.createElement("span");
    title.className = "course-find__title";
    title.textContent = best && best.title !== page.meta.title ? `${page.meta.title} · ${best.title}` : page.meta.title;
    const excerpt = document.createElement("span");
    excerpt.className = "course-find__excerpt";
    excerpt.append(...marked(best ? best.excerpt : page.excerpt));
    link.append(title, excerpt);
    const row = document.createElement("li");
    row.append(link);
    return row;
  }

  /* Pagefind's excerpt is text with <mark> and escaped entities; a template parses it without running anything. */
  function marked(excerpt) {
    const holder = document.createElement("template");
    holder.innerHTML = excerpt;
    return [...holder.content.childNodes].map((node) => {
      const part = document.createElement(node.nodeName === "MARK" ? "mark" : "span");
      part.textContent = node.textContent;
      return part;
    });
  }

  function onPageKey(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || dialog.open) return;
    event.preventDefault();
    open();
  }

  function onDialogKey(event) {
    event.stopPropagation(); // the theme has shortcuts of its own on the page behind
    if (event.key === "Escape") { // a search field would only empty itself
      event.preventDefault();
      dialog.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [input, ...list.querySelectorAll("a")];
    const here = Math.max(0, stops.indexOf(document.activeElement));
    stops[(here + step + stops.length) % stops.length].focus();
  }

  function openFirst(event) {
    event.preventDefault();
    list.querySelector("a")?.click();
  }

  function closeMenuElsewhere(menu) {
    if (!menu) return;
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
})();
