// Rungs dragged into another order; the buttons beside them do the same without it.
(() => {
  "use strict";
  const ladder = document.querySelector("[data-ladder]");
  const form = document.getElementById("order-form");
  if (!ladder || !form) return;
  const rungs = () => [...ladder.querySelectorAll("[data-number]")];
  const order = () => rungs().map((rung) => rung.dataset.number).join(",");
  const before = order();
  let held = null;

  ladder.addEventListener("dragstart", (event) => {
    held = event.target.closest("[draggable=true]");
    if (!held || event.target.closest("form")) { held = null; return event.preventDefault(); }
    held.dataset.held = "1";
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.number);
  });
  ladder.addEventListener("dragover", (event) => {
    const over = event.target.closest("[draggable=true]");
    if (!held || !over) return;
    event.preventDefault();
    if (over === held) return;
    const box = over.getBoundingClientRect();
    over.parentNode.insertBefore(held, event.clientY < box.top + box.height / 2 ? over : over.nextSibling);
  });
  ladder.addEventListener("drop", (event) => event.preventDefault());
  ladder.addEventListener("dragend", () => {
    if (!held) return;
    delete held.dataset.held;
    held = null;
    if (order() === before) return;
    form.elements.order.value = order();
    form.submit();
  });
})();
