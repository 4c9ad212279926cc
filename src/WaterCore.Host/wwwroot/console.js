// Typing at keyboard speed: Enter and the arrow keys go to the next field at once, without waiting for the service, which gets the change event of the field left.
document.addEventListener('keydown', e => {
  const field = e.target;
  if (!(field instanceof HTMLInputElement) || !field.dataset.step) return;
  const step = e.key === 'Enter' || e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  e.preventDefault();
  const fields = [...document.querySelectorAll(`input[data-step="${CSS.escape(field.dataset.step)}"]`)];
  let at = fields.indexOf(field) + step;
  while (step > 0 && fields[at]?.readOnly) at++;
  const next = fields[at];
  if (next) { next.focus(); next.select(); } else if (step > 0) field.blur();
});
