// The worker behind beats.js: it does nothing but beat.
const EVERY = 15_000 // milliseconds

setInterval(() => postMessage("beat"), EVERY)
