// Passkeys: made on the page of two-step sign-in, used at the door. Where a browser knows none,
// their forms stay hidden, and the password does as before.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'
  if (!window.PublicKeyCredential) return

  // Base64url, as all ids of passkeys travel.
  function bytes(text) {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
  }

  function text(buffer) {
    const plain = String.fromCharCode(...new Uint8Array(buffer))
    return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  }

  function complain(form, error) {
    const place = form.querySelector('[data-passkey-fault]')
    const isTold = error instanceof Shoal.ApiError
    place.querySelector('p').textContent = isTold ? error.message : form.dataset.wordCancelled
    place.hidden = false
  }

  async function make(form) {
    const asked = await Shoal.call('POST', '/api/v1/account/passkey-challenges')
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: bytes(asked.challenge),
        rp: { id: asked.rp_id, name: form.dataset.site },
        user: {
          id: new TextEncoder().encode(asked.user_handle),
          name: asked.user_name,
          displayName: asked.user_name,
        },
        // ES256, Ed25519, RS256.
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: asked.excluded_ids.map((id) => ({ type: 'public-key', id: bytes(id) })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
      },
    })
    await Shoal.call('POST', '/api/v1/account/passkeys', {
      label: form.elements.label.value,
      client_data_json: text(made.response.clientDataJSON),
      attestation_object: text(made.response.attestationObject),
    })
    location.assign(form.dataset.next)
  }

  const making = document.querySelector('form[data-passkey-make]')
  if (making) {
    making.hidden = false
    making.addEventListener('submit', (event) => {
      event.preventDefault()
      make(making).catch((error) => {
        if (error.code === 'user.PROOF_NEEDED') {
          location.assign(`/account/prove?next=${encodeURIComponent(location.pathname)}`)
        } else {
          complain(making, error)
        }
      })
    })
  }

  async function enter(form) {
    const asked = await Shoal.call('POST', '/api/v1/passkey-challenges')
    const { rawId, response } = await navigator.credentials.get({
      publicKey: {
        challenge: bytes(asked.challenge),
        rpId: asked.rp_id,
        userVerification: 'required',
      },
    })
    form.elements.credential_id.value = text(rawId)
    form.elements.client_data_json.value = text(response.clientDataJSON)
    form.elements.authenticator_data.value = text(response.authenticatorData)
    form.elements.signature.value = text(response.signature)
    const handle = response.userHandle ?? new Uint8Array()
    form.elements.user_handle.value = new TextDecoder().decode(handle)
    form.submit()
  }

  const entering = document.querySelector('form[data-passkey-enter]')
  if (entering) {
    entering.hidden = false
    entering.querySelector('button').addEventListener('click', () => {
      enter(entering).catch((error) => complain(entering, error))
    })
  }
})
