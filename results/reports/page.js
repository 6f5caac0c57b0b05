"use strict";
// Of a long table the page holds the first rows as markup and all rows as data; this makes the rows that are looked at,
// sorts and filters. Short tables are sorted as they stand.
(() => {
  const FIRST = 50, STEP = 200;
  const FEW_DIGITS = 6, KEPT_DIGITS = 30; // of a decimal that is searched for
  // Formulas are searched by their signs alone: "3n^2 - 2*n" finds 3n²−2n.
  const raised = /[⁰¹²³⁴-⁹₀-₉]/g;
  const plain = (text) => text.toLowerCase().replace(raised, (sign) => sign.normalize("NFKD")).replace(/[\s^*{}\u2061\u2062]/g, "").replace(/-/g, "−");
  const unescaped = (text) => text.replace(/&(lt|gt|quot|#x27|amp);/g, (_, name) => ({ lt: "<", gt: ">", quot: '"', "#x27": "'", amp: "&" })[name]);
  const number = (value) => value.toLocaleString("en");

  // Both kinds of row have: element, text and key of a column, and the names by which a column is found.
  const standing = (element) => ({
    element: () => element,
    text: (column) => element.cells[column].textContent,
    key: (column) => element.cells[column].dataset.key === undefined ? null : Number(element.cells[column].dataset.key),
    names: () => [],
    columns: element.cells.length,
  });
  const stored = (cells, classes) => {
    let made = null;
    return {
      element: () => {
        if (made) return made;
        made = document.createElement("tr");
        cells.forEach(([markup], column) => {
          const cell = made.insertCell();
          cell.className = classes[column];
          cell.innerHTML = markup;
        });
        return made;
      },
      text: (column) => unescaped(cells[column][0].replace(/<[^>]*>/g, "")),
      key: (column) => cells[column][1],
      names: (column) => cells[column].slice(2),
      columns: cells.length,
    };
  };

  const unpacked = async (script) => {
    const bytes = Uint8Array.from(atob(script.textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };

  // What is searched for: words that all must be there. Signs between two words tie them to one formula.
  const words = (typed) => typed.trim().replace(/\s*([-+*/^=,×·−])\s*/g, "$1").split(/\s+/).map(plain).filter(Boolean);
  // A number in a word is a whole number, so that 2n+1 finds neither 12n+1 nor 2n+13; a decimal may go on.
  const digit = (text, place) => /\d/.test(text.charAt(place));
  const holds = (text, word) => {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      const end = at + word.length;
      const cut = (digit(word, 0) && digit(text, at - 1)) || (/[a-z]/.test(word) && digit(text, end - 1) && digit(text, end));
      if (!cut) return true;
    }
    return false;
  };
  const decimal = (word) => {
    const found = /^(−?\d+\.\d+)[.…]*$/.exec(word);
    if (!found || found[1].length < FEW_DIGITS + 2) return word;
    return "|" + found[1].slice(0, -1).slice(0, KEPT_DIGITS); // its last digit may be rounded
  };

  const matcher = (rows, choices) => {
    const texts = new Map();
    const textOf = (row) => {
      if (!texts.has(row)) {
        const parts = [];
        for (let column = 0; column < row.columns; column++) parts.push(row.text(column), ...row.names(column));
        texts.set(row, `|${parts.map(plain).join("|")}|`);
      }
      return texts.get(row);
    };
    // A word that is the whole name of a constant means that constant, not every text that holds its letters.
    const named = new Set(rows.flatMap((row) => choices.flatMap((column) => row.names(column).map(plain))));
    return (typed) => {
      const wanted = words(typed).map((word) => named.has(word) ? `|${word}|` : decimal(word));
      return (row) => wanted.every((word) => holds(textOf(row), word));
    };
  };

  const filters = (table, rows, place, changed) => {
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
    const label = (row, column) => row.names(column)[0] || row.text(column);
    const matches = matcher(rows, choices);
    const selects = [];
    const filter = () => {
      const found = matches(search.value);
      const exact = selects.filter(([, select]) => select.value !== "");
      const least = minimum && minimum.value !== "" ? Number(minimum.value) : null;
      changed((row) =>
        exact.every(([column, select]) => label(row, column) === select.value) &&
        (least === null || (row.key(delta) !== null && row.key(delta) >= least)) && found(row));
    };
    const search = field("Search", Object.assign(document.createElement("input"), { type: "search", placeholder: "pi proved, 2n+1, 1.2732…" }));
    for (const column of choices) {
      const select = document.createElement("select");
      const counts = new Map();
      for (const row of rows) counts.set(label(row, column), (counts.get(label(row, column)) || 0) + 1);
      select.append(new Option("all", ""));
      for (const [text, many] of Array.from(counts).sort((x, y) => y[1] - x[1])) if (text) select.append(new Option(`${text} (${number(many)})`, text));
      selects.push([column, field(headings[column], select)]);
    }
    const delta = headings.indexOf("δ");
    const minimum = delta < 0 ? null : field("Least δ", Object.assign(document.createElement("input"), { type: "number", step: "0.1" }));
    place.before(controls);
    document.querySelectorAll("a[data-find]").forEach((link) => link.addEventListener("click", () => {
      search.value = link.dataset.find;
      filter();
    }));
  };

  const sortable = (table, rows, sorted) => Array.from(table.tHead.rows[0].cells).forEach((cell, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener("click", () => {
      const descending = cell.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const keyed = rows.some((row) => row.key(column) !== null);
      const keys = new Map(rows.map((row) => [row, keyed ? row.key(column) : row.text(column)]));
      const sign = descending ? -1 : 1;
      sorted((x, y) => {
        const [left, right] = [keys.get(x), keys.get(y)];
        if (left === null || right === null) return (left === null) - (right === null);
        return sign * (keyed ? left - right : left.localeCompare(right, "en", { numeric: true }));
      });
    });
  });

  const prepare = (table, rows) => {
    if (rows.length < 2) return;
    const body = table.tBodies[0];
    const place = table.closest(".scroll");
    let shown = rows;
    let limit = FIRST;
    const count = Object.assign(document.createElement("p"), { className: "count" });
    count.setAttribute("role", "status");
    const more = Object.assign(document.createElement("button"), { type: "button", className: "more" });
    const draw = () => {
      const visible = shown.slice(0, limit);
      body.replaceChildren(...visible.map((row) => row.element()));
      const left = shown.length - visible.length;
      count.textContent = `${number(shown.length)} of ${number(rows.length)} formulas`;
      more.hidden = left === 0;
      more.textContent = `Show ${Math.min(STEP, left)} more of ${number(left)}`;
    };
    more.addEventListener("click", () => { limit += STEP; draw(); });
    place.after(more);
    if (table.dataset.search !== undefined) {
      filters(table, rows, place, (fits) => { shown = rows.filter(fits); limit = FIRST; draw(); });
      place.before(count);
    }
    sortable(table, rows, (order) => { rows.sort(order); shown = Array.from(shown).sort(order); draw(); });
    draw();
  };

  const packed = new Map(Array.from(document.querySelectorAll("script[data-rows]"), (script) => [script.dataset.rows, script]));
  // A table is made when it comes near the window; the one with fields at once.
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) { near.unobserve(target); fill(target); }
  }, { rootMargin: "800px" });
  const fill = async (table) => {
    const script = packed.get(table.id);
    if (!script) return prepare(table, Array.from(table.tBodies[0].rows, standing));
    const classes = Array.from(table.tHead.rows[0].cells, (cell) => cell.className);
    const cells = await unpacked(script);
    for (let next = script.previousElementSibling; next && next.matches("p.more"); next = script.previousElementSibling) next.remove();
    prepare(table, cells.map((row) => stored(row, classes)));
  };
  document.querySelectorAll("table").forEach((table) => table.dataset.search === undefined ? near.observe(table) : fill(table));
})();
