// Keys for somebody who is among the posts: j and k go on and back, r replies, t thanks, n shows
// what is new. They work only there, so that they get in nobody's way (WCAG 2.1.4).
export function step(posts, current, by) {
  const at = posts.indexOf(current)
  return posts[Math.min(Math.max(at + by, 0), posts.length - 1)]
}

document.addEventListener("keydown", (event) => {
  const post = event.target.closest?.(".log article.post")
  if (!post || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return
  const posts = [...document.querySelectorAll(".log article.post")]
  const act = {
    j: () => step(posts, post, 1).focus(),
    k: () => step(posts, post, -1).focus(),
    r: () => post.querySelector("[data-reply]").click(),
    t: () => post.querySelector(".thanks button").click(),
    n: () => document.querySelector("[data-new]:not([hidden])")?.click(),
  }[event.key]
  if (!act) return
  event.preventDefault()
  act()
})
