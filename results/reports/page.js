"use strict";
// Tables are complete without this script; it adds sorting, filters and pages of rows.
(() => {
  const PAGE = 200;
  // Formulas are searched by their signs alone: "3n^2 - 2*n" finds 3n²−2n.
  const plain = (text) => text.toLowerCase().replace(/[\s^*{}\u2061\u2062]/g, "").replace(/-/g, "−");

  const prepare = (table) => {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    const searchable = table.dataset.search !== undefined;
    if (rows.length < 2) return;
    let shown = rows;
    let limit = PAGE;
    const texts = new Map();
    const textOf = (row) => {
      if (!texts.has(row)) texts.set(row, plain(row.textContent));
      return texts.get(row);
    };
    const count = document.createElement("p");
    count.className = "count";
    count.setAttribute("role", "status");
    const more = document.createElement("button");
    more.type = "button";
    more.className = "more";
    const draw = () => {
      const visible = shown.slice(0, limit);
      body.replaceChildren(...visible);
      if (searchable) count.textContent = `${shown.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} formulas`;
      more.hidden = visible.length === shown.length;
      more.textContent = `Show ${Math.min(PAGE, shown.length - visible.length)} more of ${(shown.length - visible.length).toLocaleString("en")}`;
    };
    more.addEventListener("click", () => { limit += PAGE; draw(); });
    const place = table.closest(".scroll");
    place.after(more);

    if (searchable) {
      const controls = document.createElement("div");
      controls.className = "controls";
      const field = (name, control) => {
        const label = document.createElement("label");
        label.append(name.charAt(0).toUpperCase() + name.slice(1), control);
        controls.append(label);
        control.addEventListener("input", filter);
        return control;
      };
      const headings = Array.from(table.tHead.rows[0].cells, (cell) => cell.textContent.trim());
      const choices = (table.dataset.choices || "").split(" ").filter(Boolean).map(Number);
      const selects = [];
      const filter = () => {
        const wanted = plain(search.value);
        const exact = selects.map(([column, select]) => [column, select.value]).filter(([, value]) => value !== "");
        const least = minimum && minimum.value !== "" ? Number(minimum.value) : -Infinity;
        shown = rows.filter((row) =>
          exact.every(([column, value]) => row.cells[column].textContent === value) &&
          (least === -Infinity || (row.cells[delta].dataset.key !== undefined && Number(row.cells[delta].dataset.key) >= least)) &&
          (wanted === "" || textOf(row).includes(wanted)));
        limit = PAGE;
        draw();
      };
      const search = field("Search", Object.assign(document.createElement("input"), { type: "search", placeholder: "2n+1, pi, 1.2732…" }));
      for (const column of choices) {
        const select = document.createElement("select");
        const counts = new Map();
        for (const row of rows) {
          const text = row.cells[column].textContent;
          counts.set(text, (counts.get(text) || 0) + 1);
        }
        select.append(new Option("all", ""));
        for (const [text, number] of Array.from(counts).sort((x, y) => y[1] - x[1])) if (text) select.append(new Option(`${text} (${number})`, text));
        selects.push([column, field(headings[column], select)]);
      }
      const delta = headings.indexOf("δ");
      const minimum = delta < 0 ? null : field("Least δ", Object.assign(document.createElement("input"), { type: "number", step: "0.1" }));
      place.before(controls, count);
    }

    Array.from(table.tHead.rows[0].cells).forEach((cell, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...cell.childNodes);
      cell.append(button);
      button.addEventListener("click", () => {
        const descending = cell.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const keyed = rows.some((row) => row.cells[column].dataset.key !== undefined);
        const key = (row) => {
          const { dataset, textContent } = row.cells[column];
          if (!keyed) return textContent;
          return dataset.key === undefined ? null : Number(dataset.key);
        };
        const keys = new Map(rows.map((row) => [row, key(row)]));
        const sign = descending ? -1 : 1;
        const order = (x, y) => {
          const [left, right] = [keys.get(x), keys.get(y)];
          if (left === null || right === null) return (left === null) - (right === null);
          return sign * (keyed ? left - right : left.localeCompare(right, "en", { numeric: true }));
        };
        rows.sort(order);
        shown = Array.from(shown).sort(order);
        draw();
      });
    });
    draw();
  };
  document.querySelectorAll("table").forEach(prepare);
})();
