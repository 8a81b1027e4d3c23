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
      source.hidden = false;
      getSelection().selectAllChildren(source);
      label.data = "Selected";
    }
    setTimeout(() => { label.data = "Copy"; }, 2000);
  });
}

// On a narrow screen, what folds is closed at first.
const fold = (root) => {
  if (matchMedia("(max-width: 60rem)").matches) root.querySelectorAll("details.folds").forEach((each) => { each.open = false; });
};
fold(document);

// <form data-live="found"> is sent while its words are typed, and when a choice is made: the region with that id is renewed.
for (const form of document.querySelectorAll("form[data-live]")) {
  const region = document.getElementById(form.dataset.live);
  if (!region) continue;
  let timer = 0;
  let asked = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    const isChoice = event.target.matches("select");
    region.inert = isChoice; // nobody sends the request that is about to be replaced
    timer = setTimeout(async () => {
      const words = new URLSearchParams(new FormData(form));
      const turn = ++asked;
      words.set("list", "1");
      const answer = await fetch(`${form.action}?${words}`);
      if (!answer.ok || turn !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      region.replaceChildren(...page.getElementById(region.id).childNodes);
      region.inert = false;
      fold(region);
    }, isChoice ? 0 : 200);
  });
}

// The parts of a trace become tabs; without script they stand below each other.
for (const trace of document.querySelectorAll(".trace")) {
  const heads = [...trace.querySelectorAll(":scope > h3")];
  if (heads.length < 2) continue;
  const bar = document.createElement("div");
  bar.className = "tabs";
  bar.setAttribute("role", "tablist");
  bar.setAttribute("aria-label", "Parts of the trace");
  heads[0].before(bar);
  const tabs = heads.map((head, place) => {
    const panel = document.createElement("div");
    panel.id = `trace-${place}`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", `trace-tab-${place}`);
    head.before(panel);
    while (panel.nextSibling && (panel.nextSibling === head || panel.nextSibling.nodeName !== "H3") && panel.nextSibling.nodeName !== "DETAILS") {
      panel.append(panel.nextSibling);
    }
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `trace-tab-${place}`;
    tab.textContent = head.textContent;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    head.hidden = true;
    bar.append(tab);
    return { tab, panel };
  });
  const show = (chosen) => tabs.forEach(({ tab, panel }, place) => {
    tab.setAttribute("aria-selected", String(place === chosen));
    tab.tabIndex = place === chosen ? 0 : -1;
    panel.hidden = place !== chosen;
  });
  tabs.forEach(({ tab }, place) => {
    tab.addEventListener("click", () => show(place));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = (place + step + tabs.length) % tabs.length;
      show(next);
      tabs[next].tab.focus();
    });
  });
  show(0);
}

for (const button of document.querySelectorAll("button.print")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
