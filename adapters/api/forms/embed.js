// Puts a consent form where this script stands, and makes it as high as it is. `data-form`: its id; `data-lang`: zh or en.
(() => {
  const script = document.currentScript;
  const house = new URL(script.src).origin;
  const { form, lang = document.documentElement.lang.startsWith('en') ? 'en' : 'zh' } = script.dataset;
  const frame = document.createElement('iframe');
  frame.title = lang === 'en' ? 'Consent form' : '同意表单';
  frame.style.width = '100%';
  frame.style.height = '40rem';
  frame.style.border = '0';
  // The form wants to know on whose page it stands: the browser says it with each message.
  frame.addEventListener('load', () => frame.contentWindow.postMessage({ wurao: 'embedded' }, house));
  window.addEventListener('message', ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== house) return;
    if (data?.wurao === 'height' && data.height > 0) frame.style.height = `${Math.min(Math.ceil(data.height), 4000)}px`;
    if (data?.wurao === 'agreed') {
      const detail = { form, consent: data.consent };
      frame.dispatchEvent(new CustomEvent('wurao-agreed', { bubbles: true, detail }));
    }
  });
  frame.src = `${house}/forms/${encodeURIComponent(form)}?lang=${lang}`;
  script.after(frame);
})();
