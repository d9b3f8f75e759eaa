// The room's behaviours, each in its own file.
import "./characters-left.js"
import "./count-down.js"
import "./hour-clock.js"
import "./kept-pictures.js"
import "./live-room.js"
import "./now-line.js"
import "./play-hour.js"
import "./post-keys.js"
import "./say-form.js"
import "./spotlight.js"
import "./whole-page.js"
import { listen } from "./read-aloud.js"

const room = document.querySelector("live-room")
if (room) listen(room)
