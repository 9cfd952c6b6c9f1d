// Keys and small comforts; every page works without this file.
(() => {
  "use strict";
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");
  const ticking = (target) => target.matches("input[type=radio], input[type=checkbox]");
  const shown = (one) => one.offsetParent !== null;
  const rows = () => [...document.querySelectorAll("[data-row]")].filter(shown);
  const place = (row) => (row.matches("a, summary") ? row : row.querySelector("a, summary"));
  const lost = () => !document.activeElement || document.activeElement === document.body;
  let led = 0;

  function focus(row) {
    place(row)?.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const now = all.indexOf(document.activeElement.closest("[data-row]"));
    focus(all[Math.min(all.length - 1, Math.max(0, now + step))]);
  }

  // the work that is open: the one the focus is in, else the only one
  const open = () => document.activeElement.closest(".work[open]") || document.querySelector(".work[open]");

  function choose(key) {
    const found = (open() || document.querySelector("main"))?.querySelector(`[data-key="${key}"]`);
    if (!found) return false;
    if (found.matches("input")) {
      found.checked = true;
      found.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const asked = found.form?.matches("[data-fits]") &&
      [...found.form.querySelectorAll("[data-asked]:not([hidden]) .input")].find(shown);
    (asked || found).focus();
    return true;
  }

  function fold() {
    const work = open();
    if (!work) return;
    work.open = false;
    place(work).focus();
  }

  // one-key answers: the one in the open task, else the one of the page
  function press(key) {
    const seen = [...document.querySelectorAll(`[data-press="${CSS.escape(key)}"]`)].filter((one) => one.offsetParent);
    const within = document.activeElement.closest(".work");
    const found = within ? seen.find((one) => within.contains(one)) : seen.length === 1 && seen[0];
    if (found) found.click();
    return Boolean(found);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return typing(event.target) && !ticking(event.target) ? event.target.blur() : fold();
    if (typing(event.target) && !ticking(event.target)) return;
    const after = Date.now() - led < 1200;
    led = event.key === "g" ? Date.now() : 0;
    if (after) {
      const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) return link.click();
    }
    if (event.key === "/") {
      const field = document.querySelector("input[type=search]");
      event.preventDefault();
      if (field) { field.focus(); field.select(); } else document.querySelector("[data-go=d]")?.click();
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "u") document.querySelector("#done [data-undo]")?.click();
    else if (event.key === "?") keys();
    else if (/^[1-9]$/.test(event.key) && choose(event.key)) event.preventDefault();
    else if (press(event.key)) event.preventDefault();
  });

  // all keys, with the pages that there are
  function keys() {
    const list = document.getElementById("keys-go");
    if (list && !list.children.length) {
      document.querySelectorAll("[data-go]").forEach((link) => {
        const name = document.createElement("dt"), words = document.createElement("dd");
        for (const one of ["g", link.dataset.go]) {
          const key = document.createElement("kbd");
          key.textContent = one;
          name.append(key, " ");
        }
        words.textContent = [...link.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data).join("").trim();
        list.append(name, words);
      });
    }
    document.getElementById("keys")?.showModal();
  }

  // a result asks only for what it needs
  function fit(form) {
    const chosen = form.querySelector("input[name=code]:checked");
    const needs = (chosen?.dataset.asks || "").split(" ");
    form.querySelectorAll("[data-asked]").forEach((part) => { part.hidden = !needs.includes(part.dataset.asked); });
  }
  const fitAll = (within) => within.querySelectorAll("form[data-fits]").forEach(fit);
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-fits]");
    if (form) fit(form);
  });
  document.addEventListener("DOMContentLoaded", () => {
    fitAll(document);
    document.querySelectorAll(".nav [aria-current], .tabs [aria-current]").forEach((one) => {
      one.scrollIntoView({ block: "nearest", inline: "center" });
    });
  });
  document.addEventListener("htmx:load", (event) => fitAll(event.detail.elt));

  // a part that is replaced may not lose the focus: the line that takes the place of a finished one gets it
  let line = -1;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const row = event.detail.target.closest?.("[data-row]");
    if (row) line = rows().indexOf(row);
    // a line that goes leaves nothing behind that could say so: look once it is gone
    if (row) setTimeout(() => { if (lost()) settle(); });
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const wrong = event.detail.elt.querySelector?.("[aria-invalid=true], [role=alert]");
    if (wrong) {
      if (!wrong.matches("input, textarea, select")) wrong.tabIndex = -1;
      return wrong.focus();
    }
    const work = event.detail.elt.closest?.(".work[open]");
    if (work) work.scrollIntoView({ block: "nearest" });
  });
  function settle() {
    document.querySelectorAll(".group-of [data-count]").forEach((count) => {
      count.textContent = count.closest(".group-of").querySelectorAll("[data-row]").length;
    });
    const all = rows();
    if (all.length) focus(all[Math.min(all.length - 1, Math.max(0, line))]);
    else again(0);
  }
  // the list anew: its page is worked off, or a line comes back
  function again(at) {
    if (!document.getElementById("work") || !window.htmx) return;
    // settled at once, or Enter on the line that gets the focus finds nothing listening yet
    const swap = { target: "#work", select: "#work", swap: "outerHTML settle:0ms" };
    window.htmx.ajax("GET", location.href, swap).then(() => {
      const all = rows();
      if (all.length) focus(all[Math.min(all.length - 1, at)]); else document.getElementById("yours")?.focus();
    });
  }
  document.addEventListener("undone", () => again(Math.max(0, line)));

  // a file that is too large is told before it is sent
  document.addEventListener("change", (event) => {
    const field = event.target.closest("input[type=file][data-largest]");
    if (!field) return;
    const large = [...field.files].some((file) => file.size > Number(field.dataset.largest));
    field.setCustomValidity(large ? field.dataset.tooLarge : "");
    field.reportValidity();
  });
  // a file dropped anywhere in its frame is chosen
  document.addEventListener("dragover", (event) => { if (event.target.closest(".drop")) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    const field = event.target.closest(".drop")?.querySelector("input[type=file]");
    if (!field || !event.dataTransfer.files.length) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // one press, one deed; the server holds to it as well
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) return event.preventDefault();
    const kept = event.target.hasAttribute("hx-post") || event.target.hasAttribute("data-download");
    if (event.target.method === "post" && !kept) event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
})();
