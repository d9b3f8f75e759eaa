// As little of a browser as the behaviours need in order to be imported.
globalThis.HTMLElement = class {}
globalThis.customElements = { define() {} }
globalThis.document = { addEventListener() {}, querySelector: () => null, querySelectorAll: () => [] }
globalThis.sessionStorage = { getItem: () => null }
globalThis.location = { pathname: "/" }
