// A passkey's button waits until its script listens, and what goes wrong is said on the page.

const failed = document.getElementById("passkey-failed");

document.addEventListener("allauth.error", () => {
  failed.hidden = false;
});

// allauth listens to its buttons on the same event, and was there first.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      failed.hidden = true;
    });
  }
});
