// Checks evidence of Arkki's access log with sigstore's own verifier, our log as its trust root:
//   node sigstore.mjs FILE.tlog-proof VKEY-FILE
import {createHash, createPublicKey} from "node:crypto";
import {createRequire} from "node:module";
import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";

const require = createRequire(import.meta.url);
const inside = join(dirname(require.resolve("@sigstore/verify")), "timestamp");
const {verifyMerkleInclusion} = require(join(inside, "merkle.js"));
const {verifyCheckpoint} = require(join(inside, "checkpoint.js"));

const [proofFile, keyFile] = process.argv.slice(2);
const proof = readFileSync(proofFile, "utf8");
const entry = JSON.parse(readFileSync(proofFile + ".entry.json", "utf8"));
// Only the first two signs part: a third may stand in the Base64 of the key.
const [, name, id, key64] = /^([^+]+)\+([^+]+)\+(.+)$/.exec(readFileSync(keyFile, "utf8").trim());
const raw = Buffer.from(key64, "base64").subarray(1);
const publicKey = createPublicKey({key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]), format: "der", type: "spki"});

/** The leaf out of shown and withheld groups. */
function leaf() {
    const lines = ["A", "S", "C", "F"].map(letter => {
        const {salt, body, commitment} = entry[letter];
        const sum = salt === undefined ? commitment
            : createHash("sha256").update(Buffer.from([2])).update(Buffer.from(salt, "hex")).update(body).digest("base64");
        return `${letter} ${sum}\n`;
    });
    return Buffer.from(`arkki-audit/v1\n${entry.seq} ${entry.ts}\n${lines.join("")}`);
}

const gap = proof.indexOf("\n\n");
const [, index, ...hashes] = proof.slice(0, gap).split("\n");
const envelope = proof.slice(gap + 2);
const size = envelope.split("\n")[1];
const claim = {
    canonicalizedBody: leaf(),
    integratedTime: String(Math.floor(Date.parse(entry.ts) / 1000)),
    inclusionProof: {
        logIndex: index.replace("index ", ""),
        treeSize: size,
        rootHash: Buffer.from(envelope.split("\n")[2], "base64"),
        hashes: hashes.map(hash => Buffer.from(hash, "base64")),
        checkpoint: {envelope},
    },
};
const always = {start: new Date(0), end: new Date(8.64e15)};
const logID = Buffer.concat([Buffer.from(id, "hex"), Buffer.alloc(28)]);
try {
    verifyMerkleInclusion(claim);
    verifyCheckpoint(claim, [{logID, publicKey, baseURL: name, validFor: always}]);
    console.log(`holds: entry ${entry.seq} of ${size}`);
} catch (fault) {
    console.log(`DOES NOT HOLD: ${fault.code ?? ""} ${fault.message}`);
    process.exit(1);
}
