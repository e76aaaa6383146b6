// Our details: the two boxes of the colour follow one another, and the sample follows both. Without
// it the button beside Save shows the colour.
const form = document.getElementById("details");
const { accent: written, accent_picked: picked } = form.elements;
const sample = document.getElementById("sample");
let newest = 0;

async function look() {
  const mine = ++newest;
  const sent = new FormData(form);
  sent.delete("crest");
  sent.set("step", "look");
  const answer = await fetch(form.action, { method: "POST", body: sent }).catch(() => null);
  if (!answer?.ok || mine !== newest) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shown = page.getElementById("sample");
  if (shown && mine === newest) sample.replaceChildren(...shown.childNodes);
}

picked.addEventListener("input", () => (written.value = picked.value));
picked.addEventListener("change", look);
written.addEventListener("change", () => {
  if (/^#[0-9a-f]{6}$/i.test(written.value.trim())) picked.value = written.value.trim();
  look();
});
form.querySelector("[name=step]").hidden = true;
