// Keys and small comforts; every page works without this file.
(() => {
  "use strict";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
  let led = 0;

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const now = all.indexOf(document.activeElement.closest("[data-row]"));
    const next = all[Math.min(all.length - 1, Math.max(0, now + step))];
    const place = next.matches("a, summary") ? next : next.querySelector("a, summary");
    place.focus();
    next.scrollIntoView({ block: "nearest" });
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
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) return event.target.blur();
    if (typing(event.target) && !event.target.matches("input[type=radio]")) return;
    const after = Date.now() - led < 1200;
    led = event.key === "g" ? Date.now() : 0;
    if (after) {
      const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) return link.click();
    }
    if (event.key === "/") {
      const field = document.querySelector("input[type=search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (press(event.key)) event.preventDefault();
    else if (event.key === "?") document.getElementById("keys")?.showModal();
  });

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
    document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  });
  document.addEventListener("htmx:load", (event) => fitAll(event.detail.elt));

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
    if (event.target.method === "post" && !event.target.hasAttribute("hx-post")) event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
})();
