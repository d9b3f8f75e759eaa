// The open question stays in sight: when its panel has scrolled away, a line under the bar says it.
const BAR_HEIGHT = 56 // pixels

const panel = document.getElementById("now")
if (panel) {
  const observer = new IntersectionObserver(
    ([entry]) => document.documentElement.classList.toggle("now-is-away", !entry.isIntersecting),
    { rootMargin: `-${BAR_HEIGHT}px 0px 100000px` },
  )
  observer.observe(panel)
}
