// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// The pages that a person sees: sign in, consent, and those of the device flow.
import { once } from 'node:events';

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => String(text).replace(/[&<>"']/g, (c) => escapes[c]);

const page = (title, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title>
<link rel="icon" href="data:,"><style>body{font:16px sans-serif;max-width:24em;margin:4em auto}label{display:block;margin:.5em 0}
input,button{font:inherit;padding:.3em}</style></head><body><h1>${escape(title)}</h1>${body}</body></html>`;

function send(response, status, html) {
    response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(html);
}

async function formOf(request) {
    let text = '';
    request.on('data', (chunk) => { text += chunk; });
    await once(request, 'end');
    return new URLSearchParams(text);
}

export const pages = {
    error(ctx, out) {
        ctx.type = 'html';
        ctx.body = page('Not possible', `<p id="error">${escape(out.error)}</p><p>${escape(out.error_description ?? '')}</p>`);
    },
    deviceCode(ctx, form, out, error) {
        ctx.body = page('Connect a device', `${error ? '<p id="error">This code is not known.</p>' : ''}${form}
            <button type="submit" form="op.deviceInputForm">Continue</button>`);
    },
    deviceConfirm(ctx, form, client, _, userCode) {
        ctx.body = page('Is this your device?', `<p>${escape(client.clientName)} shows <code>${escape(userCode)}</code></p>${form}
            <button type="submit" form="op.deviceConfirmForm">Yes</button>
            <button type="submit" form="op.deviceConfirmForm" name="abort" value="yes">No</button>`);
    },
    deviceDone(ctx) {
        ctx.body = page('Connected', '<p id="done">Your device is connected.</p>');
    },
};

export function makeInteraction(provider, account) {
    return async (request, response, path) => {
        const details = await provider.interactionDetails(request, response);
        const { prompt, params, session, uid, grantId } = details;
        const client = await provider.Client.find(params.client_id);
        const loginPage = (words) => page('Sign in', `${words}<form method="post" action="/interaction/${uid}/login">
            <label>Name <input name="login" autocomplete="username" required autofocus></label>
            <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
            <button type="submit">Sign in</button></form>`);
        if (request.method === 'GET') {
            if (prompt.name === 'login') return send(response, 200, loginPage(''));
            const wanted = params.scope ?? 'nothing in particular';
            return send(response, 200, page('Allow access?', `<p><b>${escape(client.clientName)}</b> asks for: ${escape(wanted)}</p>
                <form method="post" action="/interaction/${uid}/confirm"><button type="submit" name="answer" value="allow">Allow</button>
                <button type="submit" name="answer" value="refuse">Refuse</button></form>`));
        }
        const form = await formOf(request);
        if (path.endsWith('/login') && prompt.name === 'login') {
            if (form.get('login') !== account.login || form.get('password') !== account.password)
                return send(response, 403, loginPage('<p id="error">Name or password is wrong.</p>'));
            return provider.interactionFinished(request, response, { login: { accountId: account.sub } });
        }
        if (path.endsWith('/confirm') && prompt.name === 'consent') {
            if (form.get('answer') !== 'allow')
                return provider.interactionFinished(request, response,
                    { error: 'access_denied', error_description: 'the person said no' });
            const grant = grantId ? await provider.Grant.find(grantId)
                : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
            const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = prompt.details;
            if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
            if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
            for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {}))
                grant.addResourceScope(resource, scopes.join(' '));
            return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } },
                { mergeWithLastSubmission: true });
        }
        return send(response, 400, page('Not possible', '<p>Out of order.</p>'));
    };
}
