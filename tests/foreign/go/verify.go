// Checks an export of Arkki's access log with Go's own transparency log packages, and nothing of ours:
//
//	verify EXPORT VKEY-FILE
//
// The note is opened with sumdb/note; the tree is rebuilt from the bundles of entries with sumdb/tlog (an entry could be
// forged together with its level-0 hash, so hash tiles alone prove nothing); the tiles are read through
// tlog.TileHashReader; every proof in evidence/ is checked with CheckRecord and every *.consistency with CheckTree.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, words ...interface{}) {
	fmt.Printf("DOES NOT HOLD: "+format+"\n", words...)
	os.Exit(1)
}

func must(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

type checkpoint struct {
	size int64
	root tlog.Hash
}

func open(text []byte, verifier note.Verifier) checkpoint {
	opened, err := note.Open(text, note.VerifierList(verifier))
	must(err, "note.Open")
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		fail("the checkpoint is not three lines of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	root, err := tlog.ParseHash(lines[2])
	must(err, "root")
	return checkpoint{size, root}
}

// storage keeps what tlog.StoredHashes hands out.
type storage []tlog.Hash

func (s storage) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, i := range indexes {
		if i >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", i)
		}
		hashes = append(hashes, s[i])
	}
	return hashes, nil
}

func tilePath(folder, level string, n int64, width int64) string {
	number := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		number = fmt.Sprintf("x%03d/%s", n%1000, number)
	}
	if width < 256 {
		number += fmt.Sprintf(".p/%d", width)
	}
	return filepath.Join(folder, "tile", level, number)
}

// rebuild reads the bundles and makes the tree of them, comparing each checkpoint on the way.
func rebuild(folder string, last checkpoint, checkpoints map[int64]checkpoint) storage {
	var hashes storage
	for n := int64(0); n*256 < last.size; n++ {
		width := last.size - n*256
		if width > 256 {
			width = 256
		}
		bundle, err := os.ReadFile(tilePath(folder, "entries", n, width))
		must(err, "bundle")
		for i := int64(0); i < width; i++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				fail("bundle %d is cut off", n)
			}
			length := int(binary.BigEndian.Uint16(bundle))
			leaf := bundle[2 : 2+length]
			bundle = bundle[2+length:]
			if !bytes.HasPrefix(leaf, []byte(fmt.Sprintf("arkki-audit/v1\n%d ", n*256+i))) {
				fail("entry %d has another number", n*256+i)
			}
			stored, err := tlog.StoredHashes(n*256+i, leaf, hashes)
			must(err, "StoredHashes")
			hashes = append(hashes, stored...)
			if known, ok := checkpoints[n*256+i+1]; ok {
				root, err := tlog.TreeHash(known.size, hashes)
				must(err, "TreeHash")
				if root != known.root {
					fail("the root at %d is another", known.size)
				}
			}
		}
		if len(bundle) != 0 {
			fail("bundle %d goes on", n)
		}
	}
	return hashes
}

// tiles lets Go's own reader of tiles find its way in the export. It names a level-0 tile "tile/8/0/000".
type tiles struct{ folder string }

func (t tiles) Height() int { return 8 }
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		bytes, err := os.ReadFile(tilePath(t.folder, strconv.Itoa(tile.L), tile.N, int64(tile.W)))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func checkTiles(folder string, last checkpoint, rebuilt storage) {
	reader := tlog.TileHashReader(tlog.Tree{N: last.size, Hash: last.root}, tiles{folder})
	for i := int64(0); i < last.size; i++ {
		index := tlog.StoredHashIndex(0, i)
		hashes, err := reader.ReadHashes([]int64{index})
		must(err, fmt.Sprintf("tile of entry %d", i))
		if hashes[0] != rebuilt[index] {
			fail("the tile's hash of entry %d is another", i)
		}
	}
}

type group struct {
	Salt       *string
	Body       string
	Commitment string
}

// leaf puts the text of an entry together from its shown and withheld groups.
func leaf(path string) []byte {
	data, err := os.ReadFile(path)
	must(err, "entry")
	var entry struct {
		Seq        int64
		Ts         string
		A, S, C, F group
	}
	must(json.Unmarshal(data, &entry), "entry")
	text := fmt.Sprintf("arkki-audit/v1\n%d %s\n", entry.Seq, entry.Ts)
	for i, g := range []group{entry.A, entry.S, entry.C, entry.F} {
		if g.Salt != nil {
			salt, err := hex.DecodeString(*g.Salt)
			must(err, "salt")
			sum := sha256.Sum256(append(append([]byte{2}, salt...), g.Body...))
			g.Commitment = base64.StdEncoding.EncodeToString(sum[:])
		}
		text += "ASCF"[i:i+1] + " " + g.Commitment + "\n"
	}
	return []byte(text)
}

func hashLines(text string) (hashes []tlog.Hash) {
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if line == "" {
			continue
		}
		hash, err := tlog.ParseHash(line)
		must(err, "hash")
		hashes = append(hashes, hash)
	}
	return
}

func checkEvidence(folder string, verifier note.Verifier) (count int) {
	files, _ := filepath.Glob(filepath.Join(folder, "evidence", "*.tlog-proof"))
	for _, file := range files {
		data, err := os.ReadFile(file)
		must(err, "proof")
		parts := strings.SplitN(string(data), "\n\n", 2)
		lines := strings.SplitN(parts[0], "\n", 3)
		if len(parts) != 2 || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
			fail("%s is no proof", file)
		}
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
		must(err, "index")
		signed := open([]byte(parts[1]), verifier)
		proof := tlog.RecordProof{}
		if len(lines) == 3 {
			proof = hashLines(lines[2])
		}
		must(tlog.CheckRecord(proof, signed.size, signed.root, index, tlog.RecordHash(leaf(file+".entry.json"))), file)
		count++
	}
	return
}

func checkConsistency(folder string, checkpoints map[int64]checkpoint) (count int) {
	files, _ := filepath.Glob(filepath.Join(folder, "evidence", "*.consistency"))
	for _, file := range files {
		data, err := os.ReadFile(file)
		must(err, "consistency")
		lines := strings.SplitN(string(data), "\n", 4)
		var old, size int64
		_, err = fmt.Sscanf(lines[1]+" "+lines[2], "old %d size %d", &old, &size)
		must(err, "consistency")
		must(tlog.CheckTree(hashLines(lines[3]), size, checkpoints[size].root, old, checkpoints[old].root), file)
		count++
	}
	return
}

func main() {
	if len(os.Args) != 3 {
		fail("usage: verify EXPORT VKEY-FILE")
	}
	folder := os.Args[1]
	key, err := os.ReadFile(os.Args[2])
	must(err, "key")
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	must(err, "note.NewVerifier")
	text, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	must(err, "checkpoint")
	last := open(text, verifier)
	checkpoints := map[int64]checkpoint{last.size: last}
	files, _ := filepath.Glob(filepath.Join(folder, "checkpoints", "*"))
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(err, file)
		known := open(text, verifier)
		if strconv.FormatInt(known.size, 10) != filepath.Base(file) {
			fail("%s is of another size", file)
		}
		checkpoints[known.size] = known
	}
	rebuilt := rebuild(folder, last, checkpoints)
	checkTiles(folder, last, rebuilt)
	proofs := checkEvidence(folder, verifier)
	trees := checkConsistency(folder, checkpoints)
	fmt.Printf("holds: %d entries, %d checkpoints, %d proofs, %d consistency proofs\n", last.size, len(checkpoints), proofs, trees)
}
