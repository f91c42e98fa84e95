/* Only in `xent preview`: load the page again after a build; show what was wrong where a build failed. */
(() => {
  "use strict";

  const events = new EventSource("/_preview/events");
  let version = null;

  events.addEventListener("built", (event) => {
    if (version !== null && version !== event.data) location.reload();
    version = event.data;
    document.getElementById("preview-error")?.remove();
  });

  events.addEventListener("failed", (event) => {
    const box = document.getElementById("preview-error") || document.createElement("pre");
    box.id = "preview-error";
    box.setAttribute("role", "alert");
    box.textContent = event.data;
    box.style.cssText =
      "position:fixed;inset:auto 0 0 0;z-index:99;margin:0;padding:1rem;max-height:50vh;overflow:auto;" +
      "white-space:pre-wrap;font:15px/1.5 monospace;background:#5b1111;color:#fff";
    document.body.append(box);
  });
})();
