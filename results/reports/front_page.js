"use strict";
// The table follows the form while it is filled in, and gets its next rows when its end comes near the window.
(() => {
  const PAUSE = 250; // milliseconds after the last key
  const form = document.querySelector("form");
  const table = document.getElementById("table-formulas");
  const more = document.getElementById("more");
  const problem = document.querySelector(".problem");
  const count = document.querySelector(".count");
  let asked = 0; // the newest question: answers to older ones are dropped
  let busy = false;

  const fields = () => new URLSearchParams(Array.from(new FormData(form)).filter(([, text]) => text.trim() !== ""));
  const fetched = async (start) => {
    const mine = ++asked;
    const wanted = fields();
    wanted.set("start", start);
    const answer = await fetch(`-/formulas?${wanted}`);
    const found = await answer.json();
    return mine === asked ? found : null;
  };
  const add = (found) => {
    table.tBodies[0].insertAdjacentHTML("beforeend", found.rows.join(""));
    table.dataset.start = found.start + found.rows.length;
    table.dataset.total = found.total;
    count.textContent = found.count;
    more.hidden = Number(table.dataset.start) >= found.total;
  };
  const change = async () => {
    const found = await fetched(0);
    if (!found) return;
    problem.textContent = found.error || "";
    if (found.error) return;
    history.replaceState(null, "", `?${fields()}#formulas`);
    table.tHead.rows[0].innerHTML = found.head;
    table.tBodies[0].replaceChildren();
    add(found);
  };
  const next = async () => {
    if (busy || Number(table.dataset.start) >= Number(table.dataset.total)) return;
    busy = true;
    const found = await fetched(table.dataset.start);
    busy = false;
    if (found && !found.error) add(found);
    near.unobserve(more);
    near.observe(more); // again, where the end is still near
  };

  let pause = 0;
  form.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(change, PAUSE); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(pause); change(); });
  form.querySelector("button").hidden = true;
  more.textContent = "…";
  more.hidden = Number(table.dataset.start) >= Number(table.dataset.total);
  const near = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) next(); }, { rootMargin: "400px" });
  near.observe(more);
})();
