/* The break-even sum, with the reader's own numbers: done here, kept nowhere, sent nowhere. */
"use strict";
(function () {
  /* Return a sum of money in words: whole from 100 on. */
  function money(sign, amount) {
    const digits = amount < 100 && amount % 1 ? 2 : 0;
    return sign + amount.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  /* Return the answer: the part of those served who must avoid it, rounded so that it never promises too much. */
  function answer(box, cost, week, weeks) {
    const { sign, one, avoided } = box.dataset;
    const saved = week * weeks;
    const asked = money(sign, cost) + " a " + one + "; your " + avoided + " " + money(sign, week) + " a week for "
      + weeks.toLocaleString("en-GB") + (weeks === 1 ? " week" : " weeks") + " (" + money(sign, saved) + "): ";
    const inOne = Math.floor(saved / cost + 1e-9);
    const inHundred = Math.ceil(100 * cost / saved - 1e-9);
    if (cost > saved) return asked + "does not pay back, even if everyone avoids it.";
    const part = inOne < 2 ? inHundred + " in 100" : "1 in " + inOne.toLocaleString("en-GB");
    const more = inOne >= 2 && inOne < 10 && 100 / inOne > inHundred ? ", more exactly " + inHundred + " in 100," : "";
    return asked + "pays back if " + part + more + (part.startsWith("1 in") && !more ? " avoids it." : " avoid it.");
  }

  for (const box of document.querySelectorAll("[data-breakeven]")) {
    const fields = [...box.querySelectorAll("input")];
    const said = box.querySelector("output");
    const tell = () => {
      const numbers = fields.map((field) => field.valueAsNumber);
      const usable = numbers.every((number) => Number.isFinite(number) && number > 0 && number < 1e12);
      said.textContent = usable ? answer(box, ...numbers) + " A sum, not a forecast." : "Fill in all three for the sum.";
    };
    box.addEventListener("input", tell);
    box.addEventListener("submit", (event) => event.preventDefault());
    box.hidden = false;
    tell();
  }
})();
