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
