// The machine in the hall has no menu of its own: a button prints, and every touch or key puts the time-out off.
document.addEventListener('click', e => { if (e.target.closest('[data-print]')) window.print(); });
const refresh = document.querySelector('meta[http-equiv=refresh]');
if (refresh) {
  const [seconds, url] = refresh.content.split(';url=');
  refresh.remove();
  let timer;
  const again = () => { clearTimeout(timer); timer = setTimeout(() => location.replace(url), Number(seconds) * 1000); };
  for (const touch of ['pointerdown', 'keydown', 'input']) document.addEventListener(touch, again, true);
  again();
}
