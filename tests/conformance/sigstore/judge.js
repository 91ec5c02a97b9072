// judge.js BUNDLE PUB.pem|CA.pem [TSA.pem TSA-CA.pem] - one bundle as @sigstore/verify sees it: exit 0 and
// the payload's subject where it holds. A bare key where PUB.pem is one, else a chain to CA.pem.
const fs = require('fs');
const crypto = require('crypto');
const { bundleFromJSON } = require('@sigstore/bundle');
const { X509Certificate } = require('@sigstore/core');
const { Verifier, toSignedEntity } = require('@sigstore/verify');

const [bundlePath, trustPath, tsaPath, tsaCaPath] = process.argv.slice(2);
const json = JSON.parse(fs.readFileSync(bundlePath, 'utf8'));
const always = { start: new Date(0), end: new Date(8.64e15) };
const read = (path) => X509Certificate.parse(fs.readFileSync(path, 'utf8'));
const bare = 'publicKey' in json.verificationMaterial;

// Version 0.3 of this reader takes one certificate only, as signing without a key has it. OMS puts a
// chain there, which it takes in version 0.2; the version is not signed.
if (!bare) json.mediaType = json.mediaType.replace('.v0.3+json', '+json;version=0.2').replace(/\.bundle\+json/, '.bundle+json');

const material = {
    certificateAuthorities: bare ? [] : [{ certChain: [read(trustPath)], validFor: always }],
    timestampAuthorities: tsaPath ? [{ certChain: [read(tsaPath), read(tsaCaPath)], validFor: always }] : [],
    tlogs: [],
    ctlogs: [],
    publicKey: (hint) => {
        const pem = fs.readFileSync(trustPath, 'utf8');
        if (crypto.createHash('sha256').update(pem).digest('hex') !== hint) throw new Error('another key');
        return { publicKey: crypto.createPublicKey(pem), validFor: () => true };
    },
};
const bundle = bundleFromJSON(json);
const verifier = new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, tsaThreshold: tsaPath ? 1 : 0 });
verifier.verify(toSignedEntity(bundle));
const statement = JSON.parse(bundle.content.dsseEnvelope.payload.toString('utf8'));
console.log(`${statement.subject[0].name} ${statement.subject[0].digest.sha256}`);
