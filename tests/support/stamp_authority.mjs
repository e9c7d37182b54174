// A time stamp authority on the loopback: `openssl ts` (RFC 3161) behind HTTP, with a root and keys of its own.
//   node stamp_authority.mjs FOLDER [PORT]     makes them in an empty FOLDER (root.pem is what a verifier trusts) or takes
//                                              those that are there, prints {"port":N}, ends with its standard input
import { createServer } from "node:http";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const at = (name) => join(folder, name);
const openssl = (...words) => execFileSync("openssl", words, { cwd: folder, stdio: ["ignore", "ignore", "ignore"] });

if (!existsSync(at("root.pem"))) {
  const new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650", "-sha256"];
  openssl("req", "-x509", ...new_key, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Stamp root",
    "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign");
  openssl("req", "-x509", "-CA", "root.pem", "-CAkey", "root.key", ...new_key, "-keyout", "tsa.key", "-out", "tsa.pem",
    "-subj", "/CN=Stamp authority", "-addext", "basicConstraints=critical,CA:FALSE",
    "-addext", "keyUsage=critical,digitalSignature", "-addext", "extendedKeyUsage=critical,timeStamping");
  writeFileSync(at("serial"), "01\n");
}
writeFileSync(at("tsa.cnf"), `[tsa]
default_tsa = one
[one]
serial = ${at("serial")}
signer_cert = ${at("tsa.pem")}
signer_key = ${at("tsa.key")}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
`);

const server = createServer((question, answer) => {
  const parts = [];
  question.on("data", (part) => parts.push(part));
  question.on("end", () => {
    writeFileSync(at("query"), Buffer.concat(parts));
    openssl("ts", "-reply", "-queryfile", "query", "-out", "reply", "-config", "tsa.cnf");
    answer.writeHead(200, { "Content-Type": "application/timestamp-reply" });
    answer.end(readFileSync(at("reply")));
  });
});
server.listen(Number(process.argv[3] ?? 0), "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.on("data", () => {}).on("end", () => process.exit(0));
