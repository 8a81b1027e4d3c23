// Comfort only: every page works without it. Copy buttons; forms that renew a part of the page in place.
"use strict";

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const label = button.firstChild;
    try {
      await navigator.clipboard.writeText(source.textContent);
      label.data = "Copied";
    } catch {
      // Without leave to write to the clipboard, the text is selected for the reader to copy.
      getSelection().selectAllChildren(source);
      label.data = "Selected";
    }
    setTimeout(() => { label.data = "Copy"; }, 2000);
  });
}

// <form data-live="found"> is searched while its words are typed: the region with that id is renewed.
for (const form of document.querySelectorAll("form[data-live]")) {
  const region = document.getElementById(form.dataset.live);
  if (!region) continue;
  let timer = 0;
  let asked = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const words = new URLSearchParams(new FormData(form));
      const turn = ++asked;
      words.set("list", "1");
      const answer = await fetch(`${form.action}?${words}`);
      if (!answer.ok || turn !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      region.replaceChildren(...page.getElementById(region.id).childNodes);
    }, 200);
  });
}
