/* A long table stacks to several screens of a phone, so there it is closed until it is asked for. Without this
   script, on a wide screen and on paper it is open. */
(() => {
  const narrow = matchMedia("(max-width: 600px)");
  const long = () => [...document.querySelectorAll("details.ser-long")];
  const meant = () => {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null;
    }
  };
  let printed = [];

  function start() {
    const target = meant();
    if (narrow.matches) for (const one of long()) one.open = one.contains(target);
    if (narrow.matches && target) target.scrollIntoView();
    narrow.addEventListener("change", () => { for (const one of long()) one.open = !narrow.matches; });
  }

  addEventListener("beforeprint", () => {
    printed = long().filter((one) => !one.open);
    for (const one of printed) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of printed) one.open = false; });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
