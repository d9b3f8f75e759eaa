// Questions change places: by their arrows, by Alt and an arrow key, by dragging. What is out stays.
export function placeFor(from, to, released, count) {
  return Math.max(released, Math.min(count - 1, from < released ? from : to))
}

export function renumbered(name, number) {
  return name.replace(/_\d+$/, `_${number}`)
}

export function reworded(text, number) {
  return text.replace(/Q\d+/, `Q${number}`)
}

export function rowUnder(middles, y) {
  const below = middles.findIndex((middle) => y < middle)
  return below < 0 ? middles.length - 1 : below
}

class SheetRows extends HTMLElement {
  #dragged

  connectedCallback() {
    for (const row of this.rows) row.querySelector("[data-handle]")?.removeAttribute("hidden")
    for (const kind of ["click", "keydown", "pointerdown", "pointermove", "pointerup", "pointercancel"]) {
      this.addEventListener(kind, this)
    }
  }

  get rows() {
    return [...this.querySelectorAll("[data-row]")]
  }

  get released() {
    return this.rows.filter((row) => row.hasAttribute("data-released")).length
  }

  handleEvent(event) {
    const row = event.target.closest("[data-row]")
    if (event.type === "click") this.#press(event, row)
    if (event.type === "keydown") this.#key(event, row)
    if (event.type === "pointerdown" && event.target.closest("[data-handle]")) this.#take(event, row)
    if (event.type === "pointermove" && this.#dragged) this.#drag(event)
    if (["pointerup", "pointercancel"].includes(event.type) && this.#dragged) this.#drop()
  }

  #press(event, row) {
    const button = event.target.closest("button[name=move]")
    if (!button) return
    event.preventDefault()
    this.#move(row, button.value.endsWith("up") ? -1 : 1)
    button.focus()
  }

  #key(event, row) {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return
    event.preventDefault()
    const focused = document.activeElement
    this.#move(row, event.key === "ArrowUp" ? -1 : 1)
    focused.focus()
  }

  #move(row, step) {
    const from = this.rows.indexOf(row)
    this.#put(row, placeFor(from, from + step, this.released, this.rows.length))
  }

  #take(event, row) {
    if (row.hasAttribute("data-released")) return
    event.preventDefault()
    this.#dragged = row
    row.classList.add("dragged")
    this.setPointerCapture(event.pointerId)
  }

  #drag(event) {
    const others = this.rows
    const middles = others.map((one) => one.getBoundingClientRect()).map((box) => box.top + box.height / 2)
    const from = others.indexOf(this.#dragged)
    let to = rowUnder(middles, event.clientY)
    if (to > from && middles.at(-1) > event.clientY) to -= 1
    if (to !== from) this.#put(this.#dragged, placeFor(from, to, this.released, others.length))
  }

  #drop() {
    this.#dragged.classList.remove("dragged")
    this.#dragged = undefined
  }

  #put(row, place) {
    const rows = this.rows
    const from = rows.indexOf(row)
    if (place === from) return
    if (place < from) rows[place].before(row)
    else rows[place].after(row)
    this.rows.forEach((each, index) => this.#renumber(each, index + 1))
    const aloud = this.querySelector("[data-aloud]")
    aloud.textContent = aloud.dataset.moved.replace("{n}", place + 1)
  }

  #renumber(row, number) {
    for (const field of row.querySelectorAll("[name]:not(button)")) field.name = renumbered(field.name, number)
    for (const label of row.querySelectorAll("legend, label, [data-place]")) label.textContent = reworded(label.textContent, number)
    for (const button of row.querySelectorAll("[aria-label]")) {
      button.setAttribute("aria-label", reworded(button.getAttribute("aria-label"), number))
      if (button.name === "move") button.value = button.value.replace(/^\d+/, number)
    }
    const fits = row.querySelector("wording-fits")
    if (fits) {
      fits.dataset.number = number
      fits.handleEvent?.()
    }
  }
}

customElements.define("sheet-rows", SheetRows)
