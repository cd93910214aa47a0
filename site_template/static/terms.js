// @ts-check
/* Words of the glossary open their meaning where they stand. They are links into the glossary without this script, and
   stay so in a browser without popovers. */

(function () {
  "use strict";

  const EDGE = 12; // pixels kept free at the sides of the window
  const GAP = 6; // pixels between a word and its meaning
  if (!("showPopover" in HTMLElement.prototype)) return;

  /** The word whose meaning is open. @type {HTMLAnchorElement | null} */
  let open = null;
  const box = document.createElement("span");
  const word = document.createElement("b"), means = document.createElement("span"), more = document.createElement("a");
  box.id = "meaning";
  box.className = "meaning";
  box.popover = "manual";
  more.textContent = "In the glossary";
  box.append(word, means, more);

  function hide() {
    if (!open) return;
    open.setAttribute("aria-expanded", "false");
    open.removeAttribute("aria-controls");
    open = null;
    box.hidePopover();
    box.remove();
  }

  /** Put the box below the word, or above it where there is no room. @param {HTMLElement} term */
  function place(term) {
    const lines = term.getClientRects();
    const at = lines[lines.length - 1] ?? term.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    const below = at.bottom + GAP + box.offsetHeight <= innerHeight || at.top < box.offsetHeight + GAP;
    const left = Math.max(EDGE, Math.min(at.left, wide - box.offsetWidth - EDGE));
    const top = below ? at.bottom + GAP : at.top - GAP - box.offsetHeight;
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${top + scrollY}px`;
  }

  /** @param {HTMLAnchorElement} term */
  function show(term) {
    hide();
    word.textContent = term.dataset.word ?? "";
    means.textContent = ` ${(term.dataset.means ?? "").replace(/\.$/, "")}. `;
    more.href = term.href;
    term.after(box); // so that reading and tabbing go on from the word into its meaning
    box.showPopover();
    place(term);
    term.setAttribute("aria-expanded", "true");
    term.setAttribute("aria-controls", box.id);
    open = term;
  }

  /** @param {Event} event @returns {HTMLAnchorElement | null} */
  function termOf(event) {
    return event.target instanceof Element ? event.target.closest("a.term") : null;
  }

  document.addEventListener("click", (event) => {
    const term = termOf(event);
    if (!term) {
      if (!(event.target instanceof Node && box.contains(event.target))) hide();
    } else if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (term === open) hide();
      else show(term);
    }
  });
  document.addEventListener("keydown", (event) => {
    const term = termOf(event);
    if (event.key === "Escape" && open) {
      if (box.contains(document.activeElement)) open.focus();
      hide();
    } else if (event.key === " " && term) {
      event.preventDefault();
      term.click();
    }
  });
  document.addEventListener("focusin", (event) => {
    if (open && event.target !== open && !(event.target instanceof Node && box.contains(event.target))) hide();
  });
  document.addEventListener("scroll", (event) => { if (event.target !== document) hide(); }, { capture: true });
  addEventListener("resize", hide);

  for (const term of document.querySelectorAll("a.term")) {
    term.setAttribute("role", "button");
    term.setAttribute("aria-expanded", "false");
  }
})();
