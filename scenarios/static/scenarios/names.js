// Keeps the list of passages to choose from up to date while names are typed.
document.addEventListener("focusin", (event) => {
  if (event.target.getAttribute?.("list") !== "passage-names") return;
  const names = document.querySelectorAll('[name^="passages-"][name$="-value-name"]');
  const list = document.getElementById("passage-names");
  list.replaceChildren(...[...names].map((field) => new Option(field.value)));
});
