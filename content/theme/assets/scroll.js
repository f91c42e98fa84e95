// Let the keyboard reach what is wider than its place: a table or a formula that scrolls sideways.
"use strict";

addEventListener("load", () => {
  const wide = new ResizeObserver((entries) => {
    for (const {target} of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  // A question's formulas have their place in the order of the keyboard already.
  document.querySelectorAll(".md-typeset__scrollwrap, .formula--display:not([tabindex])").forEach((one) => wide.observe(one));
});

// The theme puts the copy button of each program into a <nav>: many landmarks without a name, where none is needed.
new MutationObserver(() => {
  for (const nav of document.querySelectorAll(".md-code__nav:not([role])")) nav.setAttribute("role", "none");
}).observe(document.documentElement, {childList: true, subtree: true});
