// Spares presses at the desk. Without it everything works by its buttons.
const told = document.currentScript.dataset;
const box = document.querySelector("[data-ask]");

// Every few seconds: is there news? Then go on (a form to send), or show it (the box is filled anew).
async function ask() {
  if (document.hidden) return;
  const answer = await fetch(box.dataset.ask + (box.dataset.state ?? "")).catch(() => null);
  if (answer?.status !== 200) return;
  const form = box.querySelector("form[data-go]");
  if (form) return form.requestSubmit();
  box.innerHTML = await answer.text();
  box.dataset.state = answer.headers.get("X-State");
}
if (box) setInterval(ask, 3000);

// A visitor who scrolls or types is still here; one who does not leaves nothing on the screen.
if (told.here) {
  const idle = told.idle * 1000;
  let moved = false, last = Date.now();
  for (const what of ["scroll", "pointerdown", "keydown"])
    addEventListener(what, () => (moved = true), { passive: true });
  setInterval(() => {
    if (moved) fetch(told.here).then((answer) => (answer.status === 204 ? (last = Date.now()) : location.assign(told.over)));
    moved = false;
    if (Date.now() - last > idle) location.assign(told.over);
  }, 30000);
}
