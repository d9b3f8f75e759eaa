// The buttons above the talk that show what is new: one for all of it, or in a busy room one for
// each question. They lie above the talk and take no room of their own: their coming moves nothing.
export class OfferedNews {
  constructor(room, show) {
    this.show = show
    this.all = room.querySelector("[data-new]")
    this.words = room.dataset
    this.lanes = room.querySelector("[data-lanes]") // not there once the hour is over
    this.button = this.lanes?.querySelector("template")
    this.log = room.querySelector("[data-full-log]")
    this.all.addEventListener("click", () => show(this.isMeant))
    this.lanes?.addEventListener("click", ({ target }) => {
      const lane = target.closest("[data-lane-news]")
      if (lane) show((event) => (event.question ?? 0) === Number(lane.dataset.laneNews))
    })
  }

  offer(waiting, shape, isStale) {
    const byLane = shape === "counted" && this.lanes && !isStale
    this.isMeant = shape === "highlights" ? (event) => Boolean(event.highlight) : undefined
    const number = byLane ? 0 : waiting.count(this.isMeant)
    this.all.hidden = !number && !isStale
    this.#say(this.all, this.#all(number, shape))
    this.#offerLanes(byLane ? waiting.byQuestion() : new Map())
    this.#offerLog(shape === "highlights" ? waiting.count() - number : 0)
  }

  #all(number, shape) {
    const { one, many, changed, oneHighlight, manyHighlights } = this.words
    if (!number) return changed
    const [single, several] = shape === "highlights" ? [oneHighlight, manyHighlights] : [one, many]
    return number === 1 ? single : several.replace("{n}", number)
  }

  #offerLanes(counts) {
    if (!this.lanes) return
    this.lanes.hidden = counts.size === 0
    for (const button of this.lanes.querySelectorAll("[data-lane-news]")) {
      if (!counts.has(Number(button.dataset.laneNews))) button.remove()
    }
    for (const [question, number] of counts) {
      this.#say(this.#laneButton(question), newsOf(question, number, this.lanes.dataset))
    }
  }

  #laneButton(question) {
    const there = this.lanes.querySelector(`[data-lane-news="${question}"]`)
    if (there) return there
    const button = this.button.content.firstElementChild.cloneNode(true)
    button.dataset.laneNews = question
    const later = [...this.lanes.querySelectorAll("[data-lane-news]")].find(
      (other) => question && (Number(other.dataset.laneNews) || Infinity) > question,
    )
    this.lanes.insertBefore(button, later ?? null)
    return button
  }

  #offerLog(number) {
    if (!this.log) return
    this.log.hidden = !number
    const { one, many } = this.log.dataset
    this.#say(this.log, number === 1 ? one : many.replace("{n}", number))
  }

  // Words that stay as they are cost the browser nothing.
  #say(element, words) {
    if (element.textContent !== words) element.textContent = words
  }
}

// "12 new answers to Q2"; question 0 is the talk around the questions.
export function newsOf(question, number, { oneAnswer, manyAnswers, oneTalk, manyTalk }) {
  const [one, many] = question ? [oneAnswer, manyAnswers] : [oneTalk, manyTalk]
  const words = number === 1 ? one : many
  return words.replace("{n}", number).replace("{q}", `Q${question}`)
}
