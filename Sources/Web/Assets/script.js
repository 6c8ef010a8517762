// What makes pages faster to use; everything works without it.
"use strict";
const box = document.getElementById("q");
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const active = document.activeElement, typing = /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName);
  if (event.key === "/" && !typing && box) {
    event.preventDefault();
    box.focus();
    box.select();
  }
  if (!typing && event.key.toLowerCase() === "n") return document.querySelector(`[data-hit=${event.key === "n" ? "next" : "previous"}]`)?.click();
  const hits = [...document.querySelectorAll(".hit")];
  if (!hits.length || (typing && (active !== box || document.getElementById("complete")))) return;
  const at = hits.indexOf(active);
  const next = event.key === "ArrowDown" ? hits[at + 1] : event.key === "ArrowUp" ? hits[at - 1] || (at === 0 && box) : null;
  if (next) {
    event.preventDefault();
    next.focus();
  }
});
if (box) {
  let list, timer, turn = 0, chosen = -1;
  const close = () => { list?.remove(); list = null; chosen = -1; box.setAttribute("aria-expanded", "false"); };
  // An answer that is on its way opens no list where nobody waits for it any more.
  const leave = () => { clearTimeout(timer); turn++; close(); };
  const choose = index => {
    chosen = index;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", place === index));
    box.setAttribute("aria-activedescendant", index < 0 ? "" : list.children[index].id);
  };
  const show = texts => {
    close();
    if (!texts.length) return;
    list = document.createElement("ul");
    list.className = "complete";
    list.id = "complete";
    list.setAttribute("role", "listbox");
    texts.forEach((text, place) => {
      const item = document.createElement("li");
      item.textContent = text;
      item.id = "complete-" + place;
      item.setAttribute("role", "option");
      item.addEventListener("mousedown", event => { event.preventDefault(); box.value = text; box.form.requestSubmit(); });
      list.append(item);
    });
    box.after(list);
    list.style.top = box.offsetTop + box.offsetHeight + "px";
    list.style.left = box.offsetLeft + "px";
    box.setAttribute("aria-expanded", "true");
  };
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-controls", "complete");
  box.setAttribute("aria-expanded", "false");
  box.addEventListener("input", () => {
    clearTimeout(timer);
    const mine = ++turn;
    if (!box.value.trim()) return close();
    timer = setTimeout(async () => {
      const answer = await fetch("/complete?q=" + encodeURIComponent(box.value), { redirect: "error" }).catch(() => null);
      if (answer?.ok && mine === turn) show(await answer.json());
    }, 120);
  });
  box.addEventListener("keydown", event => {
    if (event.key === "Escape") leave();
    if (!list) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const count = list.children.length;
      choose(event.key === "ArrowDown" ? (chosen + 1) % count : (chosen <= 0 ? count : chosen) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      box.value = list.children[chosen].textContent;
    }
  });
  box.addEventListener("blur", leave);
}
const marks = [...document.querySelectorAll("#text mark")];
let mark = -1;
document.querySelectorAll("[data-hit]").forEach(link => link.addEventListener("click", event => {
  event.preventDefault();
  if (!marks.length) return;
  marks[mark]?.classList.remove("here");
  mark = (mark + (link.dataset.hit === "next" ? 1 : marks.length - (mark < 0 ? 0 : 1))) % marks.length;
  marks[mark].classList.add("here");
  marks[mark].scrollIntoView({ block: "center" });
  document.getElementById("hit-at").textContent = `${mark + 1} / ${marks.length}`;
}));
// The slider writes into the fields of the form, which search without it as well.
const slider = document.getElementById("period");
if (slider) {
  const [from, to] = slider.querySelectorAll("input"), told = slider.querySelector("output");
  slider.hidden = false;
  slider.addEventListener("input", event => {
    if (+from.value > +to.value) (event.target === from ? to : from).value = event.target.value;
    told.textContent = from.value === to.value ? from.value : `${from.value} – ${to.value}`;
  });
  slider.addEventListener("change", () => {
    const fields = box.form.elements;
    fields.from.value = from.value === from.min ? "" : from.value;
    fields.to.value = to.value === to.max ? "" : to.value;
    box.form.requestSubmit();
  });
}
// A file is put into the text beside it, as if it had been typed.
for (const pick of document.querySelectorAll("[data-into]")) {
  pick.hidden = false;
  pick.addEventListener("change", async () => {
    const [file] = pick.files;
    // A browser does not say that the same file was chosen again, unless none is chosen meanwhile.
    pick.value = "";
    if (!file) return;
    const bytes = await file.arrayBuffer();
    let text;
    try { text = new TextDecoder("utf-8", { fatal: true }).decode(bytes); } catch { text = new TextDecoder("gb18030").decode(bytes); }
    pick.form.elements[pick.dataset.into].value = text;
  });
}
document.querySelector("[data-print]")?.addEventListener("click", () => print());
// Files go piece by piece; what is there already is not sent again.
const drop = document.getElementById("drop");
if (drop) {
  const list = document.getElementById("sending"), form = document.getElementById("filing");
  const unsaved = document.getElementById("unsaved"), arrived = document.getElementById("arrived");
  let saving;
  // What is typed is kept with its file as it is typed.
  // Gives whether it is; a page that is not kept yet is not left.
  const save = async (what = "save") => {
    clearTimeout(saving);
    saving = null;
    if (!form) return true;
    const values = new URLSearchParams(new FormData(form));
    values.set("do", what);
    const body = String(values);
    // Browsers send no more than 64 KiB for a page that is left.
    const answer = await fetch("/filing", {
      method: "POST", body, redirect: "manual", keepalive: body.length < 60000,
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
    }).catch(() => null);
    unsaved.hidden = answer?.ok === true;
    return unsaved.hidden;
  };
  form?.addEventListener("change", async event => {
    const own = event.target.dataset;
    if (own.class === undefined && own.all === undefined) return;
    if (await save(own.all === undefined ? "save" : "all")) location.reload();
  });
  form?.addEventListener("input", () => { clearTimeout(saving); saving = setTimeout(save, 600, "save"); });
  // The form takes along what is typed.
  form?.addEventListener("submit", () => { clearTimeout(saving); saving = null; });
  addEventListener("pagehide", () => { if (saving) save(); });
  form?.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName === "BUTTON") return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) return form.requestSubmit(form.querySelector("button[value=file]"));
    const own = event.target.closest(".file"), next = own?.nextElementSibling;
    const label = event.target.closest("label"), place = own ? [...own.querySelectorAll("label")].indexOf(label) : -1;
    (next?.matches(".file") ? next.querySelectorAll("label")[place]?.querySelector("input,select") : form.querySelector("button[value=file]:not(.unseen)"))?.focus();
  });
  // What the server refuses it gives the reason for; without one, whoever asked is not signed in on this page any more.
  const ask = async (path, options) => {
    const answer = await fetch(path, { ...options, redirect: "manual", headers: { "X-Lantai-Token": drop.dataset.token } })
      .catch(() => { throw drop.dataset.broken; });
    if (answer.ok) return answer.json().catch(() => { throw drop.dataset.broken; });
    const reason = (await answer.json().catch(() => null))?.error?.message;
    throw reason ? drop.dataset.refused + reason : answer.status === 0 || answer.status === 403 ? drop.dataset.ended : `${drop.dataset.broken} (${answer.status})`;
  };
  const send = async ({ file, path }) => {
    const line = list.appendChild(document.createElement("li")), bar = document.createElement("progress");
    bar.max = file.size || 1;
    bar.setAttribute("aria-label", file.name);
    line.append(file.name + " ", bar);
    try {
      // By these the same file is known when it is chosen again.
      const own = { name: file.name, size: file.size, lastModified: file.lastModified, path };
      const query = Object.entries(own).map(([name, value]) => name + "=" + encodeURIComponent(value)).join("&");
      const { id, received } = await ask("/filing/uploads?" + query, { method: "POST" });
      let at = received;
      while (at < file.size) {
        bar.value = at;
        const body = file.slice(at, at + Number(drop.dataset.piece));
        at = (await ask(`/filing/uploads/${id}?offset=${at}`, { method: "PUT", body })).received;
      }
      bar.value = bar.max;
      return id;
    } catch (reason) {
      bar.remove();
      line.className = "fault";
      line.append(typeof reason === "string" ? reason : drop.dataset.broken);
    }
  };
  const take = async files => {
    const sent = [];
    for (const one of files) if (!/^(\.|Thumbs\.db$|desktop\.ini$|~\$)/.test(one.file.name)) sent.push(await send(one));
    if (!sent.length) return;
    const whole = sent.filter(Boolean), next = drop.dataset.back ? drop.dataset.back + "?sent=" + whole : "/filing";
    const isSaved = await save();
    // Why some did not come is to be read first; the others wait behind a link.
    if (whole.length < sent.length || !isSaved) {
      arrived.hidden = !whole.length;
      arrived.firstElementChild.href = next;
    } else if (drop.dataset.back) location = next;
    else location.reload();
  };
  // A folder that is dropped is walked through; browsers give a hundred entries at a time.
  const within = async entry => {
    if (entry.isFile) return [{ file: await new Promise((done, failed) => entry.file(done, failed)), path: entry.fullPath.slice(1) }];
    const reader = entry.createReader(), found = [];
    for (let some; (some = await new Promise((done, failed) => reader.readEntries(done, failed))).length;) found.push(...some);
    return (await Promise.all(found.map(within))).flat();
  };
  for (const id of ["files", "folder"]) {
    const picker = document.getElementById(id);
    picker.addEventListener("change", () => {
      const files = [...picker.files];
      // A browser does not say that the same file was chosen again, unless none is chosen meanwhile.
      picker.value = "";
      take(files.map(file => ({ file, path: file.webkitRelativePath || file.name })));
    });
  }
  drop.addEventListener("dragover", event => event.preventDefault());
  drop.addEventListener("drop", async event => {
    event.preventDefault();
    // Both are to be had only while the event lasts.
    const dropped = [...event.dataTransfer.items].map(item => [item.webkitGetAsEntry(), item.getAsFile()]);
    take((await Promise.all(dropped.map(([entry, file]) => entry ? within(entry) : file ? { file, path: file.name } : []))).flat());
  });
}
// Each row of descriptions is confirmed by Enter, those ticked by Ctrl+Enter.
document.getElementById("confirm")?.addEventListener("keydown", event => {
  if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  (event.ctrlKey || event.metaKey ? event.currentTarget : event.target.closest("tr")).querySelector("button").click();
});
