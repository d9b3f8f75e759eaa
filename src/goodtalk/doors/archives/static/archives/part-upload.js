// Sends a file in parts, and goes on where it stopped: after a tunnel, a reload, or a restart of the
// server. The server says which byte it wants next. Without JavaScript the form sends it whole.
const SMALLEST = 256 * 1024
const LARGEST = 8 * 1024 * 1024
const FIRST = 1024 * 1024
const PART_MILLISECONDS = 3_000 // a part should take so long, whatever the line
const PAUSES = [1_000, 2_000, 5_000, 10_000] // before the next try
const MARKED = 64 * 1024 // bytes by which a file is told from its namesakes

export function nextPartSize(size, milliseconds) {
  const wanted = (size * PART_MILLISECONDS) / Math.max(milliseconds, 1)
  return Math.round(Math.min(Math.max(wanted, size / 4, SMALLEST), size * 2, LARGEST))
}

// FNV-1a: for telling files apart, not for trust. (The browser's own digests want https.)
export function markOf(bytes) {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(16)
}

export function megabytes(bytes) {
  return (bytes / 1024 ** 2).toFixed(1) // as the server says them
}

// What a refusal means: go on from another byte, try again, or stop with a sentence.
export function judge(status, answer, words) {
  if (status === 409 && Number.isInteger(answer?.offset)) return { offset: answer.offset }
  if (answer?.error) return { error: answer.error }
  if (status === 403 || status === 404 || status === 401) return { error: words.away }
  if (status === 413) return { error: words.broken }
  return { again: words.broken }
}

class PartUpload extends HTMLElement {
  #stop // ends the request that is under way
  #isPaused = false
  #isOver = true

  connectedCallback() {
    this.form = this.querySelector("form")
    this.panel = this.querySelector("[data-progress]")
    this.status = this.querySelector("[data-status]")
    this.querySelector("[data-drop]").hidden = false
    this.form.addEventListener("submit", (event) => this.#submit(event))
    this.#on("[data-pause]", () => this.#pause())
    this.#on("[data-resume]", () => this.#resume())
    this.#on("[data-cancel]", () => this.#cancel())
    for (const kind of ["dragenter", "dragover"]) this.addEventListener(kind, (event) => this.#over(event))
    this.addEventListener("dragleave", () => this.classList.remove("is-over"))
    this.addEventListener("drop", (event) => this.#drop(event))
  }

  disconnectedCallback() {
    this.#isOver = true
    this.#stop?.abort()
  }

  #on(selector, act) {
    this.querySelector(selector).addEventListener("click", act)
  }

  #over(event) {
    if (!event.dataTransfer.types.includes("Files")) return
    event.preventDefault()
    this.classList.add("is-over")
  }

  #drop(event) {
    event.preventDefault()
    this.classList.remove("is-over")
    if (!event.dataTransfer.files.length || !this.#isOver) return
    this.form.elements.file.files = event.dataTransfer.files
    this.form.requestSubmit()
  }

  async #submit(event) {
    const [file] = this.form.elements.file.files
    if (!file) return // the browser's own words for an empty field
    event.preventDefault()
    this.#say("")
    this.#isOver = this.#isPaused = false
    const job = await this.#begin(file)
    if (job) await this.#send(file, job)
  }

  async #begin(file) {
    let mark
    try {
      mark = markOf(new Uint8Array(await file.slice(0, MARKED).arrayBuffer()))
    } catch {
      return this.#fail(this.dataset.unreadable)
    }
    const said = new URLSearchParams({
      name: file.name, size: file.size, fingerprint: `${file.lastModified}-${mark}`,
    })
    for (const name of ["format_name", "account", "columns", "dates"]) {
      said.set(name, this.form.elements[name].value)
    }
    return this.#ask(this.dataset.begin, said)
  }

  async #send(file, job) {
    let size = FIRST
    this.job = job
    this.#show(true)
    let { offset } = job
    while (offset < file.size) {
      this.#tell(offset, file.size)
      await this.#untilResumed()
      if (this.#isOver) return
      const began = performance.now()
      const part = file.slice(offset, offset + size)
      const answer = await this.#ask(`${job.part}?offset=${offset}`, part)
      if (!answer) return
      if (answer.offset - offset === part.size) size = nextPartSize(size, performance.now() - began)
      if (!Number.isInteger(answer.offset)) return
      offset = answer.offset
    }
    this.#tell(offset, file.size)
    location.assign(job.page)
  }

  // Asks until there is an answer; null when there is none to be had. A part that was paused in the
  // middle answers with where to go on, which the server knows.
  async #ask(address, body) {
    for (let failures = 0; !this.#isOver; ) {
      await this.#untilResumed()
      if (this.#isOver) break
      this.#stop = new AbortController()
      try {
        const answer = await fetch(address, {
          method: "POST", body, signal: this.#stop.signal,
          headers: {
            ...this.#token,
            ...(body instanceof Blob && { "Content-Type": "application/octet-stream" }),
          },
        })
        const said = await answer.json().catch(() => null)
        if (answer.ok && said) return said
        const verdict = judge(answer.status, said, this.dataset)
        if (verdict.error) return this.#fail(verdict.error)
        if (verdict.offset !== undefined) {
          await this.#wait(250) // perhaps another tab is sending it
          return verdict
        }
        this.#say(verdict.again)
      } catch (error) {
        if (error.name === "NotReadableError") return this.#fail(this.dataset.unreadable)
        if (error.name !== "AbortError") this.#say(this.dataset.cut)
      }
      if (!this.#isPaused) await this.#wait(PAUSES[Math.min(failures++, PAUSES.length - 1)])
    }
    return null
  }

  #wait(milliseconds) {
    return new Promise((done) => setTimeout(done, milliseconds))
  }

  async #untilResumed() {
    while (this.#isPaused && !this.#isOver) await new Promise((done) => (this.wake = done))
  }

  #pause() {
    this.#isPaused = true
    this.#stop?.abort()
    this.status.textContent = this.#words(this.dataset.paused)
    this.#showPause()
    this.querySelector("[data-resume]").focus()
  }

  #resume() {
    this.#isPaused = false
    this.#showPause()
    this.querySelector("[data-pause]").focus()
    this.wake?.()
  }

  async #cancel() {
    this.#isOver = true
    this.#stop?.abort()
    this.wake?.()
    // When this fails, the file stays listed on the page, where it can be removed.
    const said = { method: "POST", headers: this.#token, redirect: "manual" }
    await fetch(this.job.remove, said).catch(() => null)
    location.reload() // and says that it is removed
  }

  get #token() {
    return { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value }
  }

  #fail(sentence) {
    this.#isOver = true
    this.#show(false)
    this.#say(sentence)
    return null
  }

  #show(isSending) {
    this.panel.hidden = !isSending
    this.form.hidden = isSending
    this.#showPause()
    if (isSending) this.querySelector("[data-pause]").focus()
  }

  #showPause() {
    this.querySelector("[data-pause]").hidden = this.#isPaused
    this.querySelector("[data-resume]").hidden = !this.#isPaused
  }

  #tell(here, all) {
    this.here = here
    this.all = all
    const bar = this.querySelector("progress")
    bar.value = (here / all) * 100
    if (this.#isPaused) return
    this.#say("")
    this.status.textContent = this.#words(this.dataset.sending)
  }

  #words(sentence) {
    return sentence.replace("{here}", megabytes(this.here ?? 0)).replace("{all}", megabytes(this.all ?? 0))
  }

  #say(sentence) {
    const line = this.querySelector("[data-error]")
    if (line.textContent !== sentence) line.textContent = sentence
  }
}

customElements.define("part-upload", PartUpload)
