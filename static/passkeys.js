// Passkeys. Every page works without this file: by a code in the mail, or by the app.
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;
  const button = form.querySelector("[data-passkey-button]");
  const words = form.querySelector("[data-passkey-words]");
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const sent = (credential, parts) => {
    const response = {};
    for (const part of parts) if (credential.response[part]) response[part] = text(credential.response[part]);
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };
  const make = async (asked) => {
    const publicKey = {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: known(asked.excludeCredentials),
    };
    const made = await navigator.credentials.create({ publicKey });
    return sent(made, ["clientDataJSON", "attestationObject"]);
  };
  const show = async (asked) => {
    const publicKey = {
      ...asked,
      challenge: bytes(asked.challenge),
      allowCredentials: known(asked.allowCredentials),
    };
    const shown = await navigator.credentials.get({ publicKey });
    return sent(shown, ["clientDataJSON", "authenticatorData", "signature", "userHandle"]);
  };
  const options = async () => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options;
  };

  button.hidden = false;
  for (const each of document.querySelectorAll("[data-without-passkeys]")) each.hidden = true;
  button.addEventListener("click", async () => {
    words.textContent = "";
    try {
      const asked = (await options()).publicKey;
      const credential = await (form.dataset.passkey === "make" ? make(asked) : show(asked));
      form.elements.credential.value = JSON.stringify(credential);
      if (form.dataset.passkeyUrl) form.action = form.dataset.passkeyUrl;
      form.submit();
    } catch {
      words.textContent = form.dataset.sorry;
    }
  });
})();
