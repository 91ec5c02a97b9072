/*
 * problems.c - what each gap and problem id means, and what to do about it.
 *
 * To add one: a literal in gaps.h, an entry here in order of id. The texts are what a person reads
 * after `assay explain ID`, who has just met it for the first time.
 */

#include <assay/problem.h>

#include "base/kit.h"
#include "base/text.h"

const struct assay_problem assay_problems[] = {
    {"anchor.name", "the name of the log does not fit in a tag",
     "git keeps a tag as a file, so that no part of its name has more than 255 bytes. What a tag "
     "must not hold, such as / in the name of a log, takes three.",
     "assay ledger witness or assay ledger stamp      show the same to others"},
    {"anchor.no-commit", "the repository has nothing to tag",
     "A checkpoint is anchored as a tag, and a tag needs a commit to stand at.",
     "git commit, then assay ledger anchor REPOSITORY"},
    {"anchor.no-repository", "a checkpoint can be anchored in a git repository only",
     "The path that was named lies in no repository of git.",
     "assay ledger anchor REPOSITORY      with one that others fetch from"},
    {"anchor.none", "no checkpoint of the ledger is anchored there",
     "The repository has no tag of this log: it was never anchored there, or the tags were not "
     "fetched.",
     "git fetch --tags\nassay ledger anchor REPOSITORY"},
    {"anchor.not-signed", "a checkpoint is anchored already, by a tag that is not signed",
     "A tag that others may have fetched is not replaced by another one of the same name.",
     "assay ledger anchor REPOSITORY --key KEY      after the next entry\n"
     "git tag -d TAG      where nobody has it yet; then anchor it anew"},
    {"anchor.write", "a tag could not be written",
     "The repository is read-only, its disk is full, or a ref stands in the way of the name.",
     "git -C REPOSITORY tag -l 'assay/*'"},
    {"attestation.unread", "a file of attestations/ that may be a withdrawal cannot be read",
     "A withdrawal takes back what somebody signed. One that was damaged, cut short or replaced by "
     "a link must not let count again what it took back, so the run is incomplete until somebody "
     "has looked. Files that are no envelopes by the look of them are passed over.",
     "git log -p -- attestations      shows what it was\n"
     "Restore the file, or sign the withdrawal anew; move what is no statement to another folder."},
    {"attestation.unverified", "nobody can tell whether a withdrawal counts",
     "It takes back a statement that would count, and its own signature does not: its key is none "
     "of .assay/trust/keys any more, or never was, the file was changed, or the ledger doubts that "
     "key. Until that is settled the statement meets nothing, and what asks for it is unknown.",
     "Let a key that counts sign the withdrawal anew:  assay attest withdrawal FILE -o NEW.json\n"
     "Or remove the file, if nobody who may has taken anything back. Where the statement stands\n"
     "again, sign a new one: the old one may have been withdrawn for good reason."},
    {"bundle.ambiguous-end", "a zip file has more than one possible end",
     "A zip is read from its end, and this one holds several records that could be that end. Two "
     "programs may see two different contents in it. assay examined what stands in the file, but "
     "which of it another program will unpack nobody can say.",
     "zip -FF FILE --out fixed.zip      write it anew, then check the new file\n"
     "If a supplier sent it, ask for a plain archive: this is a known way to hide files."},
    {"bundle.ambiguous-format", "a file is of two formats at once",
     "It begins as a tar and as something else: the first bytes of a tar are a name, and may be "
     "anything. Programs differ in what they take it for, so a person may look at one thing and a "
     "program load another. Both were examined.",
     "file FILE; tar -tf FILE      what two programs make of it\n"
     "Do not use the file: no program writes such a one by chance."},
    {"bundle.bad-header", "a header inside an archive cannot be read",
     "The record that should name an entry is damaged or lies about its size. assay looked for the "
     "next one that holds and went on from there; what lies between was hashed as a part of the "
     "archive and not examined as an entry.",
     "Fetch or build the archive again and compare its sha256 with the sender's.\n"
     "tar -tvf FILE   or   unzip -t FILE      shows where other tools stop"},
    {"bundle.checksum", "an entry's bytes do not have the checksum that the archive states",
     "The archive stores a checksum of each entry, and this entry has another one. The bytes were "
     "damaged or changed after packing.",
     "Fetch or build the archive again; if the checksum still differs, ask the sender."},
    {"bundle.count-limit", "a container has more entries than the limit",
     "Entries beyond the limit were not examined. The limit keeps a small hostile file from "
     "occupying a machine for hours.",
     "assay check --max-entries 5M ...      where so many entries are honest"},
    {"bundle.depth-limit", "containers are nested deeper than the limit",
     "A container inside a container inside a container was reached whose own content was not "
     "opened. Archives that contain themselves without end look like this.",
     "assay check --max-depth 32 ...      where such nesting is honest\n"
     "Better: ship the inner files without the layers around them."},
    {"bundle.digest-unsupported", "a list states digests that assay does not compute",
     "The file is there and was examined, and its size is the one stated. Whether its bytes have "
     "the digest was not checked: assay computes SHA-256.",
     "sha512sum FILE      compare by hand, or have the list made with SHA-256"},
    {"bundle.duplicate-name", "an archive has two entries of the same name",
     "Which of them is unpacked depends on the program. assay examined both; a program that shows "
     "one and uses the other can be fooled.",
     "Build the archive again so that each name stands in it once."},
    {"bundle.encrypted", "an entry is encrypted",
     "Without its password nobody can say what is in it, so it was not examined: neither secrets "
     "nor personal data nor code in it would be seen.",
     "Ship it unencrypted, or examine the plain files before they are encrypted."},
    {"bundle.encrypted-names", "an archive's list of names is encrypted",
     "Not even the names of its entries can be read. Only what stands in the clear beside the list "
     "was examined.",
     "Ship it unencrypted, or examine the plain files before they are encrypted."},
    {"bundle.header-mismatch", "an archive describes an entry in two ways that differ",
     "A zip describes each entry twice, at the entry and in the list at its end. Here the two "
     "differ in name, size, method, checksum or encryption, so two programs may unpack two "
     "different "
     "things. Where another content would come out, assay examined both. In a tar two headers "
     "before one entry state two sizes or two names.",
     "zip -FF FILE --out fixed.zip      write it anew, then check the new file"},
    {"bundle.hidden-entry", "an archive holds an entry that its list does not name",
     "Bytes stand in the archive, or in front of it, that the list at its end does not account "
     "for. "
     "Where they form an entry assay examined it: some programs unpack it, most do not show it. A "
     "program or an image with a zip behind it is told by this id as well; both were examined.",
     "Build the archive again from its files; do not ship this one."},
    {"bundle.link-escape", "a link in an archive leads outside of it",
     "Who unpacks the archive and follows the link reads or overwrites files elsewhere on the "
     "machine. assay follows no link; it noted the entry and went on.",
     "tar --dereference -cf ...      or leave the link out\n"
     "Do not unpack this archive with rights that matter."},
    {"bundle.list-mismatch", "a file does not have the checksum that a list beside it states",
     "A list such as SHA256SUMS names this file and its SHA-256, and the bytes have another one. "
     "Either the file was changed after the list was made, or the list is of another version.",
     "sha256sum -c SHA256SUMS      shows the same\n"
     "Fetch both again from whoever made them, or make the list anew."},
    {"bundle.list-missing", "a list of checksums names a file that is not here",
     "Other files of the list are here, so the list is about this folder. What the missing file "
     "holds was not examined. A list of which no file is here is taken to be about another place.",
     "Add the file, or take its line out of the list."},
    {"bundle.method-unsupported", "an entry is packed in a way that assay does not read",
     "Its bytes were not decoded, so nothing in it was examined.",
     "Pack it again with a common method (deflate, zstd, xz)."},
    {"bundle.multi-volume", "an archive is one of several volumes",
     "Its entries continue in files that are not this one; what lies there was not examined.",
     "cat NAME.0* > NAME                   those that were cut into pieces: NAME.001, NAME.002 "
     "...\n"
     "zip -s 0 in.zip --out out.zip        a zip in parts: in.z01, in.z02 ... in.zip\n"
     "Then check the whole one."},
    {"bundle.overlap", "entries of an archive share the same bytes",
     "Several entries point into one another. This is how very small files unpack to very large "
     "ones; an honest packer does not do it. Such entries were examined until as many bytes as the "
     "archive has were read twice; a gap says which were not.",
     "Build the archive again from its files; do not unpack this one."},
    {"bundle.ratio-limit", "an entry unpacks to far more bytes than it has packed",
     "Reading of this entry stopped at the limit, so its rest was not examined. Files made to fill "
     "a disk look like this, and so do long runs of zeros.",
     "assay check --max-ratio 5000 ...      where the data really is that uniform"},
    {"bundle.reader-failed", "the library that reads an archive broke down on it",
     "Formats such as 7z, RAR, CAB, xar and ISO are read by libarchive, in a process of its own "
     "with "
     "no rights. On this file that process crashed, worked on and on without a result, or wanted "
     "more memory than it may have. Members that it told of before were examined; what may follow "
     "them was not. Files made to attack programs that unpack look like this.",
     "Do not unpack the file with other programs either. Ask the sender for a zip or a tar."},
    {"bundle.record-invalid", "the RECORD of a Python wheel is not as its specification wants it",
     "A line cannot be read, names a file twice, has no digest, or has one that is forged too "
     "easily (MD5, SHA-1). What the line says of its file was not used.",
     "Build the wheel again with a current tool:  python -m build --wheel"},
    {"bundle.record-mismatch", "a file of a Python package is not the one that RECORD states",
     "RECORD holds digest and size of each file when the wheel was built, and this file has "
     "others. It was changed afterwards: by an editor in an installed package, or by somebody who "
     "repacked the wheel.",
     "pip download --no-deps NAME==VERSION      and compare\n"
     "pip install --force-reinstall NAME        where it is an installed package"},
    {"bundle.record-missing", "RECORD names a file that is not in the Python package",
     "The package is not whole. What the missing file holds was not examined.",
     "Build or fetch the wheel again."},
    {"bundle.record-unlisted", "a Python wheel holds a file that its RECORD does not name",
     "Installers are told to refuse such a wheel, but not all do. The file was added after the "
     "wheel was built. It was examined like all others.",
     "Build or fetch the wheel again; do not add to it with zip."},
    {"bundle.size-limit", "containers unpack to more bytes than the limit",
     "The run had taken its limit of bytes out of containers, and what followed was not examined.",
     "assay check --max-expand 256G ...      where so much data is honest"},
    {"bundle.special-entry", "an archive holds a device, pipe or socket",
     "Such an entry has no content to examine, and unpacking it as root makes a device file.",
     "Build the archive from regular files only."},
    {"bundle.trailing-data", "bytes follow behind the end of an archive",
     "They belong to no entry. Programs ignore them, and so they are a place to hide things.",
     "Build the archive again; if the bytes are a signature, ship it as a file of its own."},
    {"bundle.truncated", "an archive or compressed file ends too early",
     "The bytes stop before its own end. Entries up to there were examined, the rest is not here.",
     "Fetch or build the file again and compare its sha256 with the sender's."},
    {"bundle.unsafe-path", "an archive names an entry outside of its folder",
     "A name that is absolute or contains `..` writes outside of the folder that one unpacks into. "
     "The entry was examined under its name as text; nothing was written.",
     "Build the archive with names below one folder.\n"
     "Do not unpack this archive: check where the name leads first."},
    {"bundle.volume-missing", "a volume of an archive is missing",
     "The archive continues in a file that is not here; what lies there was not examined.",
     "Put all volumes into one folder, join them and check the result."},
    {"card.absent", "a data set or model has no card",
     "No document says what it is, where it comes from, who answers for it and what it must not be "
     "used for. Rules that ask for such facts cannot be answered from its bytes.",
     "assay init --card PATH      writes a template beside it; fill it in"},
    {"card.exists", "there is a card already",
     "A card was asked for where one stands. What a person wrote is never written over.",
     "Edit the file that the message names, or remove it first."},
    {"card.invalid", "a card, or a line of it, cannot be read",
     "A line has a key that no card has, or a value of another type than it must have: that line "
     "was not taken over, and the rest of the card counts. Where the file is no well-formed YAML, "
     "none of its statements was taken over.",
     "Mend the line that the message names, then:  assay check\n"
     "assay init --card PATH      writes a template with every key"},
    {"card.no-subject", "a card was asked for something that needs none",
     "Cards describe data sets and models, and what was named is neither, by its content or name.",
     "Name it under `examine: { data: [...] }` in .assay.yml, if it is one all the same."},
    {"certificate.chain", "a certificate does not lead to one that is trusted",
     "The certificates that came with a signature must lead from the signer's to a root that was "
     "named as trusted, each signed by the next. These do not: one is missing, broken, or of "
     "another authority.",
     "openssl verify -CAfile CA.pem -untrusted CHAIN.pem LEAF.pem      says the same\n"
     "Ask the signer for the whole chain, and its authority for the root."},
    {"certificate.expired", "a certificate was not valid any more",
     "A signature counts when the certificate was valid as it was made. Without a time stamp the "
     "time of signing is not known, and now is what counts.",
     "Have it signed anew, or ask for a signature with a time stamp (RFC 3161)."},
    {"certificate.format", "a file of certificates cannot be read",
     "Certificates are read as PEM, the signer's first and then those above it, or as one in DER.",
     "openssl x509 -in FILE -noout -text"},
    {"certificate.not-yet-valid", "a certificate was not valid yet",
     "The time of signing lies before the certificate's first day.",
     "Check the clock of this machine, and of the one that signed."},
    {"config.bad-text", "a file holds bytes that are not text",
     "The file must be UTF-8 without a byte order mark. Something in it is not, so none of it was "
     "read.",
     "iconv -f WINDOWS-1252 -t UTF-8 FILE > new && mv new FILE"},
    {"config.bad-value", "a setting has a value that it cannot take",
     "The name of the setting is known, but not this value of it. Guessing could leave a gate open "
     "that somebody believes is closed, so the file is refused.",
     "Mend the line; the message says what the setting takes."},
    {"config.file-name", "a config names a pack that has not the name of one",
     "Packs and patterns that a project names end in .yml or .yaml, or lie below .assay/. Whoever "
     "can propose a change could else have another file of the checkout read, and its lines shown "
     "in a log.",
     "Give the file a name that ends in .yml, and name that."},
    {"config.from", "a commit has more rules than a project has",
     "Of the commit that --config-from names all YAML files and the folders .assay are read. There "
     "are too many, they nest too deeply, or one is larger than such a file may be.",
     "git ls-tree -r -l REF | grep -E '\\.ya?ml$|\\.assay/'      shows them\n"
     "Keep data out of .yml files, or judge by a file: assay check -c FILE"},
    {"config.outside", "a project names a file that is not its own",
     "Its config, packs, patterns, waivers and trust are files of the project: below its root, and "
     "no symbolic links. Whoever can propose a change could else have any file of those who check "
     "it read, and its lines shown in a log.",
     "Put the file itself into the project.\n"
     "assay check --config FILE      a config of your own, which may name packs anywhere"},
    {"config.syntax", "a file that a person wrote is not well-formed",
     "The file was refused as a whole: half a configuration is worse than none. Anchors, tags, "
     "duplicate keys and tabs as indentation are refused too.",
     "Mend the line that the message names."},
    {"config.unknown-key", "a configuration names a setting that does not exist",
     "A setting with a typo would silently do nothing, and a gate would be open that somebody "
     "believes is closed. So the file is refused.",
     "Mend the line; the message names the nearest setting.\n"
     "assay config show --origin      lists all settings and where each comes from"},
    {"config.wrong-type", "a setting has a value of another type",
     "Where a number, a list or true and false is wanted, something else stands. Nothing is "
     "converted, and a text in quotes stays a text.",
     "Mend the line; the message says what is wanted."},
    {"croissant.file-missing", "a data set description names a file that is not there",
     "The Croissant document lists a file that stands neither beside it nor in the bundle, so that "
     "file was not examined.",
     "Add the file, or take it out of the document's `distribution`."},
    {"data.bad-checksum", "a part of a data file does not have its stated checksum",
     "The file keeps checksums of its parts and one of them differs: the data was damaged or "
     "changed after writing.",
     "Write or fetch the file again; restore it from a copy whose digest is in the ledger."},
    {"data.bad-record", "a record of a data file cannot be read",
     "A line or record breaks the rules of its format. The records around it were examined; this "
     "one was searched for patterns as plain text only.",
     "Mend or remove the record at the place that the message names."},
    {"data.encrypted", "data is encrypted",
     "Values, columns or the whole file need a key that assay is not given: their bytes were "
     "hashed, what they hold was not seen, and nothing is said of it.",
     "Examine the data before it is encrypted; or accept it:\n"
     "--allow-gap data.encrypted"},
    {"data.footer-corrupt", "the index at the end of a data file is damaged",
     "Columnar formats are read from their end. Without it the columns cannot be told apart, and "
     "they were not examined one by one.",
     "Write or fetch the file again."},
    {"data.format-unread", "a data set is in a format that is not read",
     "Its bytes were hashed and searched as they are, but rows and columns are packed in it: what "
     "they hold was not seen, and nothing is said of it.",
     "Examine the data before it is packed, as CSV or JSON lines; or accept it:\n"
     "--allow-gap data.format-unread"},
    {"data.key-duplicate", "records share a key that must be unique",
     "Two records have the same key. Counts, joins and splits by that key are then wrong.",
     "Find the records by the key that the message names; keep one of them."},
    {"data.key-incomplete", "records lack a part of their key",
     "A record without its key can be neither counted once nor found again for erasure.",
     "Fill in or remove the records that the message names."},
    {"data.not-utf8", "a text file is not UTF-8",
     "Its bytes were hashed and searched as they are, and a table was read byte by byte, so names "
     "and values with letters past ASCII may be wrong. Text in UTF-16 and UTF-32 is decoded and "
     "never told so, nor are tables in ISO 8859-1 and windows-1252.",
     "iconv -f WINDOWS-1252 -t UTF-8 FILE > new && mv new FILE\n"
     "file -i FILE      guesses which encoding it is"},
    {"data.pattern-limit", "a pattern took too long on what looks like a secret",
     "The place was found, but the expression that decides needed more steps than it may have, so "
     "it "
     "stands in the report as low and nobody knows what it is. An expression that repeats a "
     "repetition, such as (a+)+, does that on long text.",
     "Look at the place; then write the token of the pattern with fixed or bounded counts:\n"
     "assay policy lint FILE      tells what is slow about a pattern of your own"},
    {"data.ragged-row", "rows of a table have different numbers of cells",
     "A row has more or fewer cells than the first one, most often because of an unquoted "
     "separator. Values then stand in the wrong columns.",
     "Quote the cells, or write the table with a CSV library."},
    {"data.truncated", "a data file ends too early",
     "The file stops in the middle of a record or array. What is there was examined.",
     "Write or fetch the file again and compare its size and sha256."},
    {"envelope.format", "a file is no signed envelope, or does not hold what it says",
     "It is not JSON in the form of DSSE, was cut short, or its signatures hold over something "
     "else "
     "than the kind of content that it names. What cannot be read proves nothing.",
     "Ask for the file again."},
    {"envelope.threshold", "too few of the keys have signed",
     "Each signature was tried with each key; a key counts once, however many signatures it gave "
     "and "
     "under however many names. What an envelope itself says of keys counts for nothing.",
     "assay verify FILE --key ... --threshold N      tells who signed\n"
     "Have the others sign the same payload."},
    {"explain.no-finding", "no finding has this fingerprint",
     "Fingerprints come from rule and content. The finding may be mended already, or the "
     "fingerprint is of another target or view.",
     "assay check      shows the fingerprint of each finding"},
    {"explain.no-subject", "the target has no file of this name",
     "A verdict can only be explained for something that was examined. Members of a container are "
     "named with its name in front, as in release.zip!/model.pt.",
     "assay list      shows all names"},
    {"explain.not-in-force", "a rule is not in force here",
     "Rules are judged where a pack of the project's policy lists them. This one is of a pack that "
     "was not chosen, so nothing here has a verdict of it.",
     "policy: [assay:PACK] in .assay.yml, or: assay explain RULE      what it asks for"},
    {"export.exists", "the place of an export is taken",
     "Something is there, and an export never writes over or into it: what is handed out must be "
     "what was made.",
     "assay ledger export OTHER"},
    {"export.form", "an export is asked for in a form that it has not",
     "An export is a folder, or an uncompressed tar: the same ledger gives the same bytes.",
     "assay ledger export FILE.tar && gzip FILE.tar"},
    {"export.write", "an export could not be written",
     "The disk is full, or the place cannot be written. What is there is a part of an export and "
     "proves nothing.",
     "Remove it, free space, then export again."},
    {"file.changed-while-reading", "a file changed while it was read",
     "Another program wrote to it during the run. A digest over half old and half new bytes proves "
     "nothing, so none was kept.",
     "Stop what writes to it and run again, or check a commit instead:  assay check --head"},
    {"file.link-outside", "a symbolic link leads to what is not examined",
     "What is read is what the target holds, and this link leads out of it, or to what the "
     "list does not name. A program that opens the link reads what stands there, which was not "
     "looked at. Folders of a hub's cache are the usual case: their files are links into a folder "
     "beside them.",
     "assay check FOLDER      with the folder that holds both the links and what they lead to\n"
     "assay check LINK      examines what one link leads to, as a target of its own"},
    {"file.missing", "a name of the list is no file here",
     "Each name of a list on the standard input is looked for from the current folder, and nothing "
     "has this one. A deleted file, and a name that git printed as it is called from the top of "
     "the "
     "repository, are the usual ones.",
     "git diff --name-only -z --relative --diff-filter=d | assay check -\n"
     "assay -C FOLDER check -      where the names are relative to another folder"},
    {"file.outside", "a name of the list leads out of the folder, or over a link",
     "What is examined by a list are files of the current folder, by its config and under its "
     "names. This name leads elsewhere, over a symbolic link or over a \"..\" behind another name, "
     "so that it cannot be said whose file it is. It was not opened.",
     "assay -C FOLDER check -      with the folder that all of them stand in\n"
     "assay check PATH      names a file anywhere, as a target of its own"},
    {"file.special", "a device, pipe or socket",
     "It has no content of its own; reading it could block for ever or change something. It was "
     "not opened.",
     "Move it out of the tree, or name it in .assayignore."},
    {"file.too-large", "a file is larger than the limit of its reader",
     "The file was hashed and searched, but its structure was not read: its format is only read "
     "whole, and this file is too large for that.",
     "Split it, or keep it in a format that is read as a stream."},
    {"file.unreadable", "a file or folder cannot be read",
     "The system refused to open or read it. Nothing is known of its content.",
     "ls -l PATH      shows who may\n"
     "chmod u+r PATH      or run as its owner"},
    {"git-signature.count", "a commit has more than one signature",
     "Programs differ in which of them they judge, so that what one shows as signed by one person "
     "another shows as signed by another. No version of git writes such a commit.",
     "git cat-file commit REV      shows it\nHave it committed anew by who vouches for it."},
    {"git-signature.none", "a commit or tag is not signed",
     "Anybody can write any name into a commit or tag; only a signature shows who made it. A "
     "lightweight tag is a name only, and cannot be signed.",
     "git config gpg.format ssh; git config user.signingKey KEY.pub\ngit commit --amend -S      or "
     "  git tag -s NAME"},
    {"git-signature.other-kind", "a commit or tag is signed by something else than a key of SSH",
     "git knows signatures by GPG, X.509 and SSH. assay judges those by SSH, for which a file says "
     "who may sign; the others need the key store of their own program.",
     "git verify-commit REV, or git verify-tag NAME      asks gpg or gpgsm"},
    {"git-signature.tag-name", "a tag was signed under another name",
     "The name by which the tag was found is not the one that was signed. Whoever can write refs "
     "can let a name lead to another signed tag, such as an old release with a known hole.",
     "git cat-file tag NAME      shows the name that was signed\nAsk who made the tag; then delete "
     "the name, and fetch it again."},
    {"git.alternate-missing", "a store of objects that the repository borrows from is missing",
     "The repository keeps some objects in another one (objects/info/alternates), and that is not "
     "there. Commits that need them could not be examined.",
     "Restore the other repository, or make this one whole:  git repack -a -d"},
    {"git.config-command", "a setting of the repository names a program",
     "Git, or another program that reads git's settings, runs what this setting of the repository "
     "names, or reads further settings from elsewhere: whoever works in this folder runs it, often "
     "with the next `git status`. assay runs none of them. The value is not shown, for it may hold "
     "a password. This is a note, not a gap.",
     "git config --show-origin --get-all NAME      shows the value\n"
     "git config --unset-all NAME      takes it away"},
    {"git.config-unread", "settings of git were not read",
     "A file that git's configuration includes is no regular file, is larger than 4 MiB, cannot be "
     "read, or too many files include each other. The rest was read and the target was examined; "
     "what those settings say of ignored files, attributes and stores of git-lfs had no say.",
     "git config --show-origin --list      shows where settings come from\n"
     "mend or take away the include.path that leads there"},
    {"git.duplicate-entry", "a tree names the same file twice",
     "git never writes such a tree; a hostile program can. Which of the two is checked out depends "
     "on the program. assay examined both.",
     "git fsck      names the tree; rewrite the commit that introduced it"},
    {"git.foreign-owner", "the repository belongs to another user",
     "Settings in another user's repository can run programs. assay never runs them, but follows "
     "git's rule and does not read the repository.",
     "git config --global --add safe.directory PATH\n"
     "or run as the owner"},
    {"git.index-conflict", "the index holds an unfinished merge",
     "A path has several versions, and none of them is what will be committed. None was examined: "
     "there is no staged content of it yet. All other paths were.",
     "git status      resolve the conflicts, git add them, then run again"},
    {"git.index-corrupt", "the list of what is staged is damaged",
     "git's index cannot be read to its end, its checksum does not hold, or the shared file of a "
     "split index is gone. What is about to be committed cannot be known.",
     "rm .git/index; git reset      writes a new one; stage again what you had added\n"
     "assay check --head      examines the last commit meanwhile"},
    {"git.not-a-repository", "there is no git repository here",
     "A view of git was asked for (--staged, --head, --history ...), but neither this folder nor "
     "one above it is a repository.",
     "assay check PATH      examines a plain folder\n"
     "assay check -C REPOSITORY --head      names the repository"},
    {"git.nothing-to-examine", "there is nothing to examine",
     "No commit yet, an empty range, nothing staged, or a folder without a file. A run that saw "
     "nothing must not look like a run that found nothing, so it ends with exit code 4.",
     "git log --oneline -3      is the branch right?\n"
     "assay check --allow-gap git.nothing-to-examine      accepts it; in short: nothing"},
    {"git.object-corrupt", "an object in the repository is damaged",
     "Its bytes cannot be unpacked, it is no file where a file is wanted, or it lies in a pack "
     "whose "
     "index is damaged or gone, so that nothing in it can be found. Its content was not examined. "
     "Of a pack or bundle among the files the checksum may be wrong too, or the count of objects.",
     "git fsck --full      names all damaged objects\n"
     "git index-pack objects/pack/NAME.pack      in the git folder: writes a lost index anew\n"
     "Clone again, or copy the object from a good clone."},
    {"git.object-mismatch", "an object has another content than its id says",
     "The object's id is a digest of its content, and the content has another digest. Somebody "
     "changed the store by hand, or the disk is failing.",
     "git fsck --full      then clone again from a trusted place"},
    {"git.object-missing", "an object that a commit needs is not in the repository",
     "A commit or tree names it, but it is not there. Its content, and what only it leads to, was "
     "not examined. Of a pack or bundle among the files: others in it are changes of that object, "
     "and cannot be rebuilt without it.",
     "git fsck --connectivity-only\n"
     "git fetch --refetch      or clone again\n"
     "git bundle create FILE --all      a bundle that needs nothing else"},
    {"git.object-promised", "an object was left on the server by a partial clone",
     "The clone was made with --filter, so some content is fetched on demand. assay never fetches, "
     "and so did not examine it.",
     "git fetch --refetch --no-filter      brings everything\n"
     "GitLab CI: GIT_CLONE_EXTRA_FLAGS without --filter"},
    {"git.ref-broken", "a branch or tag leads nowhere",
     "A ref holds a malformed name or one that does not exist. History that only it led to was "
     "not examined.",
     "git for-each-ref      shows it\n"
     "git update-ref -d REF      removes it"},
    {"git.replace-ignored", "replaced objects are shown as they are",
     "The repository has refs/replace: git shows other content in their place. assay examined "
     "what the commits really name. This is a note, not a gap.",
     "git replace -l      lists them"},
    {"git.shallow", "history stops early: this is a shallow clone",
     "The clone has only the newest commits. Content of earlier ones was not examined: a secret "
     "that was added and removed before that point would not be seen.",
     "GitHub: fetch-depth: 0\n"
     "GitLab: GIT_DEPTH: 0\n"
     "else: git fetch --unshallow"},
    {"git.sparse-worktree", "only a part of the files is checked out",
     "With a sparse checkout the disk holds some files of the commit. The view of the work tree "
     "sees those; all other views see everything. This is a note, not a gap.",
     "assay check --head      examines the whole commit"},
    {"git.submodule-skipped", "a submodule was not examined",
     "A submodule is another repository; only the commit that it points to was noted. Its content "
     "is "
     "examined on request, where it is on this machine; assay fetches nothing.",
     "git submodule update --init PATH      brings one that is not here; all: --init --recursive\n"
     "assay check --recurse-submodules      examines submodules with the rest"},
    {"git.unknown-revision", "git knows no such revision",
     "The name is neither a branch, tag, commit id nor an expression that leads to one in this "
     "repository, or it leads to a file where a commit is wanted. In CI the clone is often "
     "shallow, so "
     "that older commits are missing.",
     "git rev-parse NAME      gives the id where git knows it: --commit ID\n"
     "git fetch --all --tags      fetches what is new\n"
     "git fetch --unshallow      in a shallow clone, where older commits are missing"},
    {"git.unsafe-path", "a tree names a file that must not be checked out",
     "A name such as `..`, `.git` or one with a slash in it can overwrite git's own files on "
     "checkout. A symbolic link whose target is no path (it is longer than any path, or holds "
     "control bytes) becomes a file where links are off. The content was examined under its name "
     "as text.",
     "Do not check this commit out with an old git.\n"
     "git fsck      names the tree"},
    {"git.unsupported-format", "the repository uses a format that assay does not read",
     "Its object format or an extension is unknown here, and guessing could mean looking at the "
     "wrong content. Nothing was examined.",
     "assay doctor      shows the format and extensions\n"
     "assay check FOLDER      examines a checkout as a plain folder"},
    {"git.worktree-elsewhere", "a repository says that its files stand in another folder",
     "Its core.worktree (or that of a git folder which was named) leads out of the target. What is "
     "examined must not choose what is looked at: the folder that was named was examined as a "
     "plain folder, without git's rules and without the other one.",
     "git -C PATH config --show-origin core.worktree\n"
     "assay check FOLDER      examines the folder that it names"},
    {"hook.foreign", "somebody else's hook stands there already",
     "assay writes over nothing that it did not write itself. The existing hook was left as it is.",
     "assay hook install --chain      runs the old hook first\n"
     "or add the line to it by hand:  assay hook run pre-commit"},
    {"hook.hooks-path", "git takes hooks from a folder outside of the repository",
     "core.hooksPath names a folder that serves other repositories too. Writing there would change "
     "all of them, so it is only done on purpose.",
     "git config --show-origin core.hooksPath\n"
     "assay hook install --into-hooks-path"},
    {"hook.manager", "another program manages the hooks here",
     "Marks of husky, lefthook or the pre-commit framework were found. It would write over a hook "
     "that is put there, so nothing was written.",
     "Add the lines that the message shows to that program's own file."},
    {"hook.unknown-name", "assay has no hook of this name",
     "The names are those of git: pre-commit, pre-push, pre-merge-commit and pre-receive.",
     "assay hook install pre-commit"},
    {"key.algorithm", "a key is of an algorithm that cannot do this",
     "The checkpoints of a ledger and the cosignatures on them are signed with Ed25519, as the "
     "format has it. Entries may be signed by ECDSA keys too.",
     "assay key new NAME      makes an Ed25519 key\n"
     "assay record --key ECDSA.pem --log-key NAME      keeps the other for entries"},
    {"key.ambiguous", "several keys or tokens match",
     "A PKCS#11 URI must name one key of one token. Which of those that match is meant must be "
     "clear before one signs, for what is signed stays in the log.",
     "assay key list \"pkcs11:?module-path=/MODULE.so\"\n"
     "then name it: pkcs11:token=T;object=O;id=%01"},
    {"key.device", "the token or its module failed",
     "The module that reaches the key in hardware gave an error of its own. The message has the "
     "call and the code of PKCS#11. Nothing was signed by that call.",
     "pkcs11-tool --module MODULE.so --test --login      tries the token without assay"},
    {"key.format", "this is not a key that assay can use",
     "Keys are Ed25519, or ECDSA on P-256, P-384 or P-521: private ones in PKCS#8 PEM, public ones "
     "in SPKI PEM, or in a token that shows the public key too. Others are refused by name.",
     "assay key new FILE.pem      makes one\n"
     "assay key export FILE.pem      prints its public half"},
    {"key.known", "the ledger names this key already",
     "A key is added once. To give it other roles it is retired first, so that every entry can "
     "be held to the roles that its key had at the time.",
     "assay ledger keys\n"
     "assay ledger retire KEYID      then admit it again"},
    {"key.last", "the only key of the log cannot end",
     "Checkpoints are signed by the key of the log. Where it ends before another took over nobody "
     "could continue the ledger.",
     "assay ledger rotate --to NEWKEY      then retire or revoke the old one"},
    {"key.mechanism", "the token cannot sign in the way that is needed",
     "Keys in hardware sign with CKM_EDDSA (Ed25519) or CKM_ECDSA (P-256, P-384, P-521), and the "
     "token or the key has no such mechanism.",
     "pkcs11-tool --module MODULE.so -M      shows what it can\n"
     "Use another token, or a key file."},
    {"key.missing", "there is no key at this place",
     "A record must be signed, and the key that was named, or the default one, is not there.",
     "assay key list      shows the keys that are here\n"
     "assay key new      makes one"},
    {"key.mode", "a private key can be read by others",
     "Who can read the key can sign in your name, so it is not used until only its owner can.",
     "chmod 600 KEYFILE\n"
     "If others may have read it: make a new key and retire this one."},
    {"key.module", "the PKCS#11 module cannot be used",
     "A key in hardware is reached through a module of its vendor: code from outside, loaded into "
     "this process. So it is loaded only where a person names it by its whole path, and it must "
     "be a PKCS#11 module of version 2 or 3.",
     "export ASSAY_PKCS11_MODULE=/usr/lib/softhsm/libsofthsm2.so\n"
     "or in the URI: pkcs11:object=log?module-path=/usr/lib/softhsm/libsofthsm2.so"},
    {"key.no-place", "there is no folder for keys",
     "The user's folder for settings is not known: neither ASSAY_KEY_DIR nor XDG_CONFIG_HOME nor "
     "HOME is set.",
     "export HOME=...      or name the key: --key FILE.pem"},
    {"key.own", "a ledger cannot vouch for itself",
     "The file that was named to trust the ledger by lies in the ledger or export itself. With a "
     "key "
     "of his own anybody can make a ledger that holds, and lay that key into it.",
     "Get the key from the owner of the log by another way, and keep it elsewhere:\n"
     "assay verify LEDGER --key log.pub.pem"},
    {"key.passphrase", "a key's passphrase is missing or wrong",
     "The private key is sealed. Its passphrase comes from ASSAY_KEY_PASSPHRASE or from the first "
     "line of --passphrase-file; where neither is given it is asked for on the terminal.",
     "export ASSAY_KEY_PASSPHRASE=...      then run the same command again\n"
     "or name a file: --passphrase-file FILE"},
    {"key.pin", "the token wants its PIN",
     "The keys of the token sign only for those who know its PIN, and none was given. On a "
     "terminal it is asked for.",
     "export ASSAY_PKCS11_PIN=...\n"
     "or in the URI: ...?pin-source=/run/secrets/pin"},
    {"key.pin-locked", "the token is locked",
     "Too many wrong PINs were tried on it, so that it takes no PIN any more. assay tries each "
     "PIN once.",
     "pkcs11-tool --module MODULE.so --init-pin --login --login-type so      by its security "
     "officer"},
    {"key.pin-source", "the place of the PIN cannot be read",
     "A pin-source is a file, with the PIN in its first line. assay runs no command and asks no "
     "server for a PIN.",
     "pin-source=/run/secrets/pin      or file:///run/secrets/pin\n"
     "ls -l FILE      shows who may read it"},
    {"key.pin-wrong", "the PIN of the token is wrong",
     "The token refused the PIN. It was tried once, and is not tried again: tokens lock "
     "themselves after a few wrong ones.",
     "Check where the PIN comes from: pin-source= or pin-value= in the URI, ASSAY_PKCS11_PIN, or "
     "the terminal."},
    {"key.revoked", "entries are signed by a key that was in other hands",
     "The key was revoked, and whoever has a key can sign entries that look old. Of what it signed "
     "since then only that counts which somebody else had seen before the time of the loss: in a "
     "checkpoint with a quorum of witnesses, a time stamp, or a tag in a repository.",
     "assay verify LEDGER --trust POLICY --tsa-ca CA.pem --anchor REPO      whom you believe\n"
     "Where nobody had seen it, state it anew with a key in force."},
    {"key.role", "a key was used outside its roles",
     "The ledger says of each key what it may sign: checkpoints and keys (log), what machines "
     "state (entry), what people answer for (approve). Nothing was written.",
     "assay ledger keys\n"
     "assay ledger admit KEY.pub --role ROLE      by the owner of the log\n"
     "or sign with another key: --key FILE"},
    {"key.signature", "a token's signature does not hold",
     "Each signature of a key in hardware is checked with its public key before anything is "
     "written, and this one does not hold: the token failed, or another key's public half has the "
     "same id. It was not used.",
     "assay key list \"pkcs11:?module-path=/MODULE.so\"      shows the public keys and ids"},
    {"key.token", "there is no such token, or it is not set up",
     "The module reaches no token that the URI names. The message lists those that it does reach.",
     "pkcs11-tool --module MODULE.so --list-token-slots\n"
     "then name it: pkcs11:token=LABEL"},
    {"key.token-gone", "the token was taken out",
     "The token answered when the command began, and is not there any more. What was to be signed "
     "was not.",
     "Put it back and run the same command again."},
    {"key.unknown", "the ledger names no such key",
     "A key is retired or revoked by its id, and no key in force has one that begins so.",
     "assay ledger keys      lists them all"},
    {"key.uri", "a PKCS#11 URI is malformed",
     "Keys in hardware are named as RFC 7512 has it: pkcs11:token=T;object=O?module-path=/M. What "
     "is misspelled is refused, for another key would be found without it.",
     "assay key list \"pkcs11:?module-path=/MODULE.so\"      prints the URIs of all keys\n"
     "Blanks and other marks are written as %20 and so on."},
    {"key.use", "the token does not let this key sign",
     "When the key was made the token was told what it may do, and signing is not in it.",
     "Name another key, or make one that may sign:\n"
     "pkcs11-tool --module MODULE.so --login --keypairgen --key-type EC:edwards25519 --usage-sign"},
    {"key.write", "a new key could not be written",
     "The file exists already, or its folder cannot be written. An existing key is never "
     "overwritten: what it signed could not be continued.",
     "assay key new OTHER.pem\n"
     "ls -ld FOLDER      shows who may write there"},
    {"ledger.address", "the address of the ledger is none",
     "A ledger on a server is named by an address like postgresql://USER@HOST:PORT/DATABASE. The "
     "one that was given is not repeated, as it may hold a password. Characters like : / @ % in "
     "its parts are written as %3A %2F %40 %25.",
     "Keep passwords in ~/.pgpass or PGPASSWORD, not in addresses."},
    {"ledger.connect", "the server of the ledger cannot be reached",
     "The name, port, database, user or password is wrong, or the server is down. Nothing was "
     "read or written.",
     "psql ADDRESS      shows whether the server can be reached at all"},
    {"ledger.damaged", "the ledger is damaged",
     "A file of it is missing, cut short or holds other bytes than its digest says. What was "
     "recorded before that is not lost: it is in every copy of the ledger.",
     "assay verify -v      names each file that does not hold\n"
     "Restore that file from a copy, and treat it as an incident."},
    {"ledger.erased", "what was asked for was erased",
     "The object was deleted on purpose, and an entry of the ledger says who did it, when and on"
     " which ground. Signatures and proofs hold as before.",
     "assay ledger show INDEX      of the erasure entry"},
    {"ledger.exists", "there is a ledger already",
     "A new ledger is made only where there is none, so that nothing is begun twice.",
     "assay ledger log      shows what it holds\n"
     "assay ledger init --ledger OTHER"},
    {"ledger.export", "an export of a ledger is not written to",
     "It is a copy of what a ledger held, with proofs and lists of just that. With one entry more "
     "these would not hold, and who checks it would be told so.",
     "assay attest ... --ledger PATH      names the ledger itself\n"
     "mkdir LEDGER && cp -R EXPORT/{checkpoint,checkpoints,tile,objects} LEDGER      where it is "
     "lost: a "
     "ledger again (stamps, too, if there are any)"},
    {"ledger.fork", "the past of the ledger was changed",
     "A checkpoint that was kept, and that the owner's key signed, is not a beginning of the "
     "ledger as it is now: entries were changed, removed or reordered. One key signed two pasts.",
     "assay verify LEDGER --since COPY      with a kept copy of the entries names the first\nKeep "
     "both, and treat it as an incident."},
    {"ledger.locked", "another program is writing to the ledger",
     "One writer at a time keeps the log in one order. Nothing was written.",
     "Run the same command again when the other one is done."},
    {"ledger.missing", "there is no ledger at this place",
     "A ledger is a folder that the first record makes. None was found where it was looked for.",
     "assay record      makes it\n"
     "or name another place: --ledger PATH"},
    {"ledger.no-client", "PostgreSQL's client library is not installed",
     "A ledger on a server is reached through libpq, which assay loads only when one is named.",
     "apt-get install libpq5"},
    {"ledger.no-entry", "the ledger has no entry of this number",
     "Entries are counted from 0, and the number that was asked for is past the last one.",
     "assay verify      tells how many entries there are"},
    {"ledger.no-object", "the ledger names no such object",
     "No entry names a sealed value or a file of evidence by this digest, or the entry has no "
     "member of this name.",
     "assay ledger show INDEX      tells what is sealed in an entry"},
    {"ledger.no-place", "there is no place for a ledger",
     "Outside of a repository the ledger lives in the user's data folder, and that is not known: "
     "neither XDG_DATA_HOME nor HOME is set.",
     "assay record --ledger FOLDER"},
    {"ledger.not-erasable", "this object cannot be erased",
     "Sealed values and files of evidence can be erased. Inventories and manifests are what the "
     "ledger is there to prove, and assay needs them to verify.",
     "assay ledger show INDEX      tells what can be erased of an entry"},
    {"ledger.not-erased", "an object is there though its erasure is recorded",
     "An entry says that the object was erased, and the file is there: the erasure was stopped "
     "before its end, or a copy was restored since.",
     "assay ledger erase DIGEST      the same again deletes it"},
    {"ledger.not-one", "the folder is not a ledger",
     "Something else is in it. assay makes a ledger only in a folder that is empty or not there "
     "yet.",
     "Name another folder: --ledger PATH"},
    {"ledger.origin", "the name for a new ledger cannot be used",
     "The name of a log stands in every checkpoint: 1 to 255 bytes, no blanks and no plus sign.",
     "Use a name like ledger.example.org/team."},
    {"ledger.other-key", "the ledger was made with another key",
     "Only the key that made a ledger can continue it, else anybody could add to it.",
     "assay key list      then --key with the right one\n"
     "or begin another ledger: --ledger PATH"},
    {"ledger.other-log", "a checkpoint is of another log",
     "The first line of a checkpoint names its log, and this one names another than the ledger.",
     "head -1 CHECKPOINT; head -1 LEDGER/checkpoint"},
    {"ledger.partial", "a part of an export of a ledger, without its log",
     "An export holds the log (checkpoint, checkpoints/ and tile/) beside what people read "
     "(entries/, "
     "proofs/, keys/). Without the log nothing shows that its entries are all, and in their order.",
     "ask for the whole export\n"
     "assay verify --proof proofs/N.tlog-proof --entry entries/N.entry --vkey LINE      checks one "
     "entry"},
    {"ledger.piece", "one file of a ledger or of an export",
     "A checkpoint, a proof, an entry or an export that is packed was named, and it was not "
     "recorded as a target. "
     "Each is checked in a way of its own.",
     "assay verify LEDGER --since CHECKPOINT\n"
     "assay verify --proof PROOF --entry ENTRY --vkey LINE"},
    {"ledger.rights", "the database does not allow it",
     "The user of the address may not read, or may not write, the table of the ledger. Nothing was "
     "committed.",
     "Ask the owner of the database for the rights that docs/reference/ledger-shared.md lists."},
    {"ledger.server", "the server of the ledger failed",
     "The connection was lost, or the server refused a command. What one append writes is one "
     "transaction: all of it is there, or nothing.",
     "assay ledger log      tells whether the newest entry is there\n"
     "Then run the same command again."},
    {"ledger.set-back", "the ledger has fewer entries than it had",
     "A larger size was signed before. An old copy was put in its place, or entries were cut off "
     "its end.",
     "Ask the owner for the whole ledger, and treat it as an incident."},
    {"ledger.signature", "a signature in the ledger does not hold",
     "The bytes were changed after they were signed, or another key signed them. Nothing that "
     "rests on this signature can be trusted.",
     "assay verify -v      names each of them\n"
     "Compare with a second copy, and treat it as an incident."},
    {"ledger.unrecorded", "this target was never recorded",
     "The ledger holds, but no entry in it is about this target and view, and none recorded the "
     "bytes of any of its files, so there is nothing to compare with.",
     "assay ledger log --ledger LEDGER      what was recorded, for who was handed it\n"
     "assay record PATH                     for who owns the ledger"},
    {"ledger.write", "the ledger could not be written",
     "The disk is full, or the folder cannot be written. A crash or failure here leaves the old "
     "state, never half of a new one.",
     "df -h FOLDER; ls -ld FOLDER\n"
     "Then run the same command again."},
    {"lineage.too-large", "a training names more than an entry can hold",
     "Each file of a folder is named with its own digest, and an entry has at most 47 KiB.",
     "name a bundle of the files, or a list of them, by its one digest"},
    {"lineage.wrong", "a record of where a model came from is wrong",
     "lineage.yml, dvc.lock or a record of MLflow says something that cannot be signed: a path "
     "that "
     "is not in what is recorded, a digest that is not the file's, an input that nothing names. "
     "Nothing was recorded.",
     "docs/reference/lineage.md has the form, with an example"},
    {"model.invalid", "a model file contradicts itself",
     "Its header claims things that its bytes do not bear out: sizes beyond its end, overlapping "
     "tensors, impossible counts. Readers crash on such files or read what they should not.",
     "Fetch or export the file again and compare its sha256 with the supplier's.\n"
     "Do not load it."},
    {"model.shard-missing", "a part of a model is missing",
     "The index of a model in several files, or a model that keeps its tensors in files beside it, "
     "names a file that is not here, so part of the model was not examined.",
     "git lfs pull      or add the missing file\n"
     "huggingface-cli download NAME --local-dir .      fetches what is missing"},
    {"model.size-mismatch", "the files of a model hold less than is stated",
     "An index states how many bytes all tensors have, or a model states where in a file beside it "
     "a tensor ends, and the files hold fewer bytes. Tensors are missing, or the files are of "
     "another version of the model.",
     "Fetch all files of the model again, from the same revision."},
    {"oci.blob-missing", "a manifest names a blob that is not there",
     "The layout of an image or model artifact is not whole: an index, manifest or image names "
     "content that is not among its blobs, or that is only to be had from a URL. What it holds was "
     "not examined.",
     "skopeo copy --all docker://NAME oci:FOLDER      fetches all platforms\n"
     "oras copy NAME --to-oci-layout FOLDER           fetches an artifact"},
    {"oci.digest-mismatch", "a blob does not have its digest",
     "Blobs of an OCI layout are named by the digest of their bytes, and manifests name them by "
     "it. "
     "These bytes have another one: they were changed or damaged. What assay examined is not what "
     "a registry would serve under that name.",
     "Fetch the image or artifact again, and compare:  sha256sum blobs/sha256/*"},
    {"oci.digest-unsupported", "a blob is named by a digest that assay does not compute",
     "The blob was examined, but whether it has the digest that its manifest names was not "
     "checked: assay computes SHA-256 and SHA-512.",
     "sha384sum blobs/sha384/*      compare by hand\n"
     "skopeo copy oci:OLD oci:NEW   writes a layout with SHA-256 digests"},
    {"oci.invalid", "a document of an OCI layout is not as its specification wants it",
     "An index, manifest or image configuration cannot be read, contradicts itself, or names "
     "content by something that is no digest. What it says of other content was used only as far "
     "as it is clear.",
     "skopeo inspect --raw oci:FOLDER      shows what another tool makes of it\n"
     "Build or fetch the image or artifact again."},
    {"oci.media-type", "a blob is not what its manifest calls it",
     "The manifest gives the blob a media type, and the bytes are something else: a layer said to "
     "be gzip that is none, or a manifest that cannot be read as one. A program that believes the "
     "manifest and one that looks at the bytes would see two different things.",
     "Build the image or artifact again with the right media types."},
    {"oci.size-mismatch", "a blob does not have its stated size",
     "A manifest states another number of bytes than the blob has. It was cut short or added to, "
     "or the manifest is of another version.",
     "Fetch the image or artifact again."},
    {"output.failed", "what was asked for could not be written",
     "The disk is full, the place cannot be written, or it is a folder. What was there before is "
     "whole, or, on the standard output, what came until then is a part.",
     "df -h .      then free space, or name another file: -o FILE"},
    {"patterns.bad-value", "a pattern has a value that it cannot take",
     "Patterns are checked as a whole before anything is examined, so that none is silently off.",
     "Mend the line that the message shows; docs/reference/patterns.md has the form."},
    {"patterns.duplicate", "two patterns have the same id",
     "What is found is known by the id of its pattern, in reports and in waivers.",
     "Give one of them another id."},
    {"patterns.missing-field", "a pattern lacks what it must have",
     "A pattern needs an id, something to look for, and an example that it matches: one that "
     "matches nothing would never be noticed.",
     "Add the field that the message names; policies/patterns/example.yml shows them all."},
    {"patterns.missing-file", "a file of patterns is not there",
     "The config or the command line names it. Patterns that are not read find nothing, so the run "
     "does not begin.",
     "Make the file, or take its name away; those of the program are assay:example."},
    {"patterns.slow", "a pattern would slow every scan down, or takes no end",
     "All patterns are looked for at once, by literals of three bytes or more. One without a "
     "literal "
     "runs on every byte, and a repetition that is itself repeated may never end.",
     "Begin with bytes that never change, and end each count: {20,80} instead of +.\n"
     "assay policy lint FILE      states what each pattern costs"},
    {"pointer.annex-mismatch", "content in the annex is not what its key says",
     "The key of a git-annex file holds a digest and a size, and the bytes stored under it have "
     "others: the disk is failing, or somebody wrote to the store by hand. What is stored was "
     "examined as it is.",
     "git annex fsck PATH      moves bad content aside, then git annex get PATH"},
    {"pointer.annex-missing", "the content behind a git-annex link is not here",
     "The repository holds only a link; the bytes it stands for are elsewhere and were not "
     "examined.",
     "git annex get PATH"},
    {"pointer.dvc-mismatch", "data is not what its DVC file says",
     "The .dvc file or dvc.lock gives digest, size and number of files, and the data on disk or in "
     "the cache has others: the pointer was not updated after a change, or the data was exchanged. "
     "The data was examined as it is.",
     "dvc status      then dvc commit or dvc checkout"},
    {"pointer.dvc-missing", "the content behind a DVC pointer is not here",
     "The repository holds only the pointer; the data it stands for was not examined.",
     "dvc pull PATH"},
    {"pointer.invalid", "a file begins as a pointer and is none",
     "It looks like a pointer of git-lfs, DVC or git-annex but breaks the rules for one: CRLF, "
     "lines "
     "in another order, bytes behind the end, a digest of the wrong length. Tools differ in "
     "whether "
     "they take it for content, so what stands for what is not certain.",
     "git lfs fsck --pointers      names the bad ones of git-lfs\n"
     "git lfs migrate import --fixup      writes them anew"},
    {"pointer.lfs-mismatch", "stored large-file content has another digest than its pointer",
     "The bytes in .git/lfs/objects are not those that the pointer names.",
     "git lfs fsck      then git lfs fetch --all"},
    {"pointer.lfs-missing", "the content behind a large-file pointer is not here",
     "The repository holds only a pointer of three lines; the data set or model it stands for was "
     "not examined. Two pointers can hide gigabytes.",
     "git lfs pull\n"
     "GitHub: actions/checkout with lfs: true"},
    {"pointer.lfs-raw", "a file that should be a large-file pointer is stored whole",
     "`.gitattributes` sends this path to large-file storage, but the repository holds the bytes "
     "themselves. Somebody committed without git-lfs.",
     "git add --renormalize PATH && git commit      with git-lfs installed\n"
     "Earlier commits keep the bytes; git lfs migrate import --include=PATH rewrites them."},
    {"pointer.lfs-stray", "a large-file pointer stands where none belongs",
     "The file looks like a pointer, but `.gitattributes` does not send its path to large-file "
     "storage: who checks it out gets three lines of text.",
     "git lfs track PATH      then commit again"},
    {"policy.class", "a rule is about a class that nothing gives",
     "A rule over observations names their classes. One that no reader, detector or pattern gives "
     "would make a rule that never fails.",
     "assay explain identifiers      lists the classes of data; secret.user.ID are those of "
     "patterns of your own"},
    {"policy.code", "a rule has no proper code",
     "A code is a family and three digits, such as MOD-007. Reports and waivers name rules by it "
     "for years, so its form is fixed.",
     "Mend the `id:` of the rule."},
    {"policy.control", "a control of a pack does not say how it is met",
     "Each control is met by rules that the pack lists, by what a person signs, or by nothing, and "
     "then the pack says why. So an auditor misses no number of the text.",
     "rules: [PRV-001]      or person: what only a person can say      or nothing: why"},
    {"policy.controls", "a rule's controls are not well-formed",
     "Each control names a framework, its edition, the reference and a mark. Without them an "
     "auditor cannot find the demand that the rule serves.",
     "controls: [{framework: GDPR, edition: 2016/679, ref: \"Art. 32\", mark: v}]"},
    {"policy.date", "a date in a pack is none",
     "Dates are written year-month-day. A pack states from when to when it is in force.",
     "in-force-from: 2026-11-01"},
    {"policy.duplicate", "two rules or packs have the same name",
     "A rule that another could replace would be no rule. Packs add up, and no name in them may "
     "stand twice.",
     "Give yours a code of its own."},
    {"policy.empty", "a pack or list is empty",
     "A policy without rules passes everything, which nobody wants by mistake. So it is refused.",
     "Add rules, or take the pack off the list."},
    {"policy.example", "an example of a rule is not well-formed",
     "Each rule carries examples that pass, fail and are unknown, and `assay policy test` runs "
     "them.",
     "- {name: weights only, facts: {item: {kind: model}}, expect: unknown}"},
    {"policy.expression", "a rule's expression cannot be used",
     "It has a typo, compares things of unlike types or calls something that does not exist. A "
     "rule that does not check does not load.",
     "Mend the place that the message points to.\n"
     "assay policy show --facts      lists the facts and their types"},
    {"policy.fact", "a rule names a fact that does not exist",
     "A misspelt fact would be absent everywhere, and the rule would never answer. So the pack is "
     "refused.",
     "Mend the name; the message tells the nearest.\n"
     "assay policy show --facts      lists all of them"},
    {"policy.list", "a field of a pack must be a list",
     "Several things can stand there, so it is written as a list even for one.",
     "- item      one a line, or [a, b]"},
    {"policy.lowered", "a policy takes a rule away or makes it milder",
     "Packs add up: a project may be stricter than the rules that it builds on, never milder. What "
     "must pass is excused one finding at a time, with reason and date.",
     "assay waive FINGERPRINT --reason \"...\" --until DATE"},
    {"policy.mark", "a control has no proper mark",
     "The mark says how far the citation was checked: v read in its own words, r met in a reading "
     "by others, s title only, n from practice.",
     "mark: v      (or r, s, n)"},
    {"policy.missing-field", "a rule or pack lacks a field that it must have",
     "A rule without a title, reason or remedy helps nobody whom it stops. So all of them are "
     "required.",
     "Add the field that the message names."},
    {"policy.missing-file", "a pack that the policy names is not there",
     "The list `policy` of .assay.yml names it. A run without it would judge by "
     "fewer rules than somebody believes.",
     "Make the file, or take it off the list. Shipped packs begin with assay: as in "
     "assay:baseline."},
    {"policy.name", "a rule has no proper name",
     "A name is small words with a dot, such as license.missing. People type it after `assay "
     "explain`.",
     "Mend the `name:` of the rule."},
    {"policy.needs", "a rule's `needs` cannot be met",
     "A rule can only need rules over items that need none themselves; else the order of judging "
     "would have no end.",
     "Mend or remove the `needs:` of the rule."},
    {"policy.over", "a rule is over something unknown",
     "A rule is asked for each item, for each observation or once for the target. Whether it "
     "applies "
     "is asked of the item, and so cannot depend on an observation.",
     "over: item      (or observation, or target)"},
    {"policy.parameter", "a parameter of a pack is wrong",
     "It is unknown, declared twice, of another type or outside of its range. Its value goes into "
     "reports, so it is checked when it is read.",
     "assay policy show      lists the parameters with type and range"},
    {"policy.parent", "packs build on each other in a circle",
     "A pack names one parent, which may name another. The chain ends with one that names none.",
     "Mend the `parent:` that the message points to."},
    {"policy.severity", "a severity is none",
     "Severities are info, low, medium, high and critical.", "Mend the `severity:` of the rule."},
    {"policy.too-large", "a pack is larger than a pack can be",
     "Packs are read as a whole, and have a limit that no pack written by people comes near.",
     "Divide it: the list policy of .assay.yml may name several packs."},
    {"policy.unknown-pack", "no pack of this name is shipped",
     "Names that begin with assay: are packs that come with the program, and this is none of them.",
     "Use assay:baseline, or the path of a file of yours."},
    {"policy.unknown-rule", "no rule has this code or name",
     "A change or command names a rule that none of the packs in force has.",
     "assay policy show      lists the rules"},
    {"proof.format", "a file is no proof or checkpoint",
     "It is not in the form of a .tlog-proof, a witness's request, or a signed note, or was cut "
     "short.",
     "assay ledger prove INDEX -o FILE      makes a proof\nAsk for the file again."},
    {"proof.inclusion", "a proof does not show what it is said to",
     "Its hashes do not lead from the bytes of the entry to the root that was signed: the entry, "
     "the proof or the checkpoint is another one.",
     "Compare the entry byte for byte with the one that the proof was made for."},
    {"record.exists", "a record was asked for where one stands",
     "A template would be written to a path that has a file already. What a person wrote is never "
     "written over.",
     "Edit the file that the message names, or remove it first."},
    {"record.invalid", "a record cannot be read as it was meant",
     "The file is not well-formed, a key is unknown, a field has another type than it must have, "
     "or what looks like a record is not read as one: its key `record` is not the first of the "
     "file, or is written in another way, or the file is no YAML by its name. "
     "What is wrong is not taken over, so rules that ask for it cannot pass.",
     "Mend the line that the message names, then:  assay check\n"
     "assay init --record KIND      writes a template with all fields"},
    {"record.unknown-kind", "there is no such kind of record",
     "Each kind has a schema of its own in the program, and this word names none.",
     "assay init --record list      shows all kinds"},
    {"report.cut", "a report was cut",
     "The format or its host takes only so much, so the most severe findings are in it and the "
     "number that is missing is said.",
     "assay check -f json      holds all of them"},
    {"report.template", "the HTML report could not be made",
     "The stylesheet inside the program did not run. This is a defect of assay and not of your "
     "project.",
     "assay report -f json      holds the same\n"
     "Please report it, with `assay version`."},
    {"report.unknown-format", "there is no report format of this name",
     "The word behind -f, or the ending of the file behind -o, names none of the formats.",
     "assay report --help      lists the formats"},
    {"run.interrupted", "the run was stopped before it had seen everything",
     "Somebody or something asked assay to stop. What it had seen by then is in the result; "
     "everything else was not examined.",
     "Run the same command again and let it end."},
    {"signature.algorithm", "a key of this kind cannot sign models",
     "OpenSSF Model Signing knows ECDSA on P-256, P-384 and P-521. Ed25519 keys sign the ledger, "
     "and no models.",
     "assay key new --algorithm ecdsa-p256 model"},
    {"signature.broken", "a model's signature does not fit",
     "The key is the right one, and the signature is not over the bytes that stand in the file: "
     "they were damaged, or somebody changed what was signed.",
     "Fetch the signature again from the signer; if it still does not fit, trust neither it nor "
     "the model."},
    {"signature.certificate-use", "a certificate is not for signing",
     "The first certificate of a chain must say that its key makes signatures: keyUsage "
     "digitalSignature, or extendedKeyUsage codeSigning.",
     "Ask its authority for a certificate with that usage."},
    {"signature.count", "a bundle has not exactly one signature",
     "A model's signature is one. With several, programs differ in which of them they check.",
     "Have the model signed anew."},
    {"signature.empty-model", "there is nothing to sign",
     "A signature over no file would say nothing, and fit every empty folder.",
     "Name the folder that holds the model, or the file that it is."},
    {"signature.exists", "a signature is there already",
     "Without -o every signature would get the name model.sig, and the second model that is signed "
     "would take away the signature of the first.",
     "assay sign MODEL --key KEY -o MODEL.sig      or -o model.sig to replace it"},
    {"signature.format", "a model's signature cannot be read",
     "The file is no bundle of OpenSSF Model Signing, or holds members that nobody knows: what is "
     "not signed must at least be of the known form.",
     "Fetch the signature again; assay sign writes such a file."},
    {"signature.hash", "a model was hashed with an algorithm that assay does not compute",
     "The digests in the signature cannot be compared with the files.",
     "Have the model signed with sha256 or blake2b."},
    {"signature.ignore-path", "a path to leave out is none",
     "What is left out of a signature is a path below the model, without patterns and without "
     "\"..\".",
     "assay sign MODEL --ignore logs"},
    {"signature.key", "a model was signed by another key",
     "The signature names the key that made it, and it is not the one that was given.",
     "Ask the signer which key it was, by a way that you trust."},
    {"signature.keyless", "a model was signed without a key",
     "The certificate was given for a log-in and a few minutes; an online log tells when. assay "
     "checks signatures by keys and by certificates of an authority that you name.",
     "Check it with a Sigstore client."},
    {"signature.legacy", "a signature is of a form from before 1.0",
     "Early versions encoded what they signed wrongly, and signed no digest of the whole. It was "
     "checked as they wrote it, and is accepted only when asked.",
     "assay verify --signature FILE MODEL --key PUB.pem --allow-legacy\n"
     "Better: have the model signed anew."},
    {"signature.link", "a model holds a symbolic link",
     "What a link leads to may change without the model changing, so links are signed only when "
     "asked.",
     "assay sign MODEL --allow-symlinks      signs what they lead to, inside the model\n"
     "assay sign MODEL --ignore PATH         leaves one out"},
    {"signature.link-loop", "a symbolic link leads to a folder around it",
     "Who follows it comes back to it, without end, so the model has no list of files.",
     "Remove the link, or leave it out: --ignore PATH"},
    {"signature.link-out", "a symbolic link leads out of the model, or to nothing",
     "What lies outside is not part of the model and will not be where the model is used; a link "
     "by an absolute path breaks as soon as the model is moved.",
     "Put the file itself in the place of the link, or leave it out: --ignore PATH"},
    {"signature.media-type", "a bundle is of another kind or version",
     "Signatures of models are Sigstore bundles of version 0.3; this file says that it is none.",
     "Have the model signed anew."},
    {"signature.method", "a model was signed in another way than it is checked",
     "Some models are signed by a bare key, others by a key with a certificate.",
     "assay verify --signature FILE MODEL --key PUB.pem\n"
     "assay verify --signature FILE MODEL --ca-file CA.pem"},
    {"signature.name", "a file's name cannot be signed",
     "Names in a signature are UTF-8 text, and this one is not; nothing is left out silently.",
     "Rename the file, or leave it out: --ignore PATH"},
    {"signature.payload-type", "a signature is over something else than a statement",
     "The type that was signed is not that of an in-toto statement, as that of a model is.",
     "It may be a good signature of something else; it says nothing of this model."},
    {"signature.predicate-type", "a signature is over something else than a model",
     "What was signed is a statement of another kind than one about a model's files.",
     "It may be a good signature of something else; it says nothing of this model."},
    {"signature.resources", "the files that a signature lists contradict each other",
     "A file stands twice, has a name that leads out of the model, a digest that is none, or "
     "pieces with holes between them.",
     "Have the model signed anew; assay sign writes no such list."},
    {"signature.root", "a signature contradicts itself",
     "The digest of the whole model is not that of the files that are listed: one of the two was "
     "exchanged before it was signed.",
     "Have the model signed anew, and ask the signer how this came to be."},
    {"signature.serialization", "how a model was hashed is not known",
     "The method is neither files nor shards, or a parameter of it is missing.",
     "Have the model signed anew."},
    {"signature.special", "a model holds a pipe, socket or device",
     "It has no content that could be signed, and nothing is left out silently.",
     "Remove it, or leave it out: --ignore PATH"},
    {"signature.statement-type", "what was signed is no statement",
     "The signature fits, but it is not over an in-toto Statement v1.",
     "It says nothing of this model."},
    {"signature.subject", "a signature is not about one model",
     "A statement has one subject, the model with its digest; this one has none, or several.",
     "Have the model signed anew."},
    {"signature.too-large", "a model has more files than one signature takes",
     "Readers of signatures take 16 MiB; a list of some 80,000 files fills that.",
     "assay sign MODEL --ignore PATH      what is no part of the model\n"
     "Pack small files together, or record the model in a ledger: assay record MODEL"},
    {"signers.format", "a file of allowed signers cannot be read",
     "Each line names principals, options and a public key, as ssh-keygen(1) says under ALLOWED "
     "SIGNERS. One that is wrong makes the whole file wrong: it may be the line that should end a "
     "key's trust.",
     "ssh-keygen -Y find-principals -f FILE -s SIGNATURE      how OpenSSH reads it\nassay key "
     "export --ssh NAME      the public key of a key of assay"},
    {"signers.namespace", "a key is not allowed for this use",
     "Its line in the file of allowed signers has namespaces=\"...\", and \"git\" is not among "
     "them.",
     "Ask whose key it is. If it may sign commits and tags: namespaces=\"git\""},
    {"signers.unknown", "a signature is by a key that nobody allowed",
     "The signature holds, but the file of allowed signers has no line with that key, so nobody "
     "says whose it is.",
     "git log --show-signature -1 REV      shows what git makes of it\nAdd the line only where you "
     "are sure whose key it is."},
    {"signers.validity", "a key did not count at the time of the signature",
     "Its line in the file of allowed signers says from when to when it counts, and the time that "
     "the commit or tag states lies outside. That time is the signer's own word.",
     "Ask whose key it is and when it was retired; have it signed anew."},
    {"ssh-signature.algorithm", "a signature is by a key or digest that does not count",
     "assay checks Ed25519, ECDSA on P-256, P-384 and P-521, and RSA of at least 2048 bits over "
     "SHA-2. DSA and signatures over SHA-1 can be forged.",
     "ssh-keygen -t ed25519      makes a key that counts everywhere"},
    {"ssh-signature.broken", "a signature does not fit",
     "What was signed was changed since, or the signature is of something else.",
     "git fsck; git fetch      from where it comes\nIf it is still so, ask who signed it: somebody "
     "may have changed it on the way."},
    {"ssh-signature.certificate", "a signature is by a certificate of SSH",
     "Certificates of SSH name a key and those who may use it, signed by an authority of one's "
     "own. assay judges bare keys only.",
     "git verify-commit REV      where cert-authority lines are in gpg.ssh.allowedSignersFile"},
    {"ssh-signature.format", "a signature cannot be read",
     "It is cut, or not of the form that ssh-keygen -Y sign writes.",
     "ssh-keygen -Y check-novalidate -n git -s SIGNATURE <MESSAGE      what OpenSSH says to it"},
    {"ssh-signature.namespace", "a signature was made for something else",
     "Signatures of SSH say what they are for: \"git\", \"file\", \"email\" ... One that was given "
     "for a file must not pass for one of a commit.",
     "Have it signed by git itself: git commit -S, git tag -s"},
    {"stamp.authorities", "no authority for time stamps is trusted",
     "A stamp is worth what its authority is. The file that should hold certificates of "
     "authorities, in PEM, holds none.",
     "--tsa-ca CA.pem      with the root certificate that the authority publishes"},
    {"stamp.authority", "a time stamp is by an authority that is not trusted",
     "Its certificate does not lead to one of those in the file of trusted authorities.",
     "openssl ts -reply -in FILE.tsr -text      names the authority\n"
     "Add its root certificate only if you trust it: --tsa-ca CA.pem"},
    {"stamp.checkpoint", "a time stamp is about no checkpoint of the ledger",
     "Its digest is that of none of the texts that the ledger published.",
     "assay ledger stamp --request FILE.tsq      asks for one over the newest"},
    {"stamp.expired", "a certificate was not valid when it stamped",
     "A stamp counts when the authority's certificates were valid at the time that it states; that "
     "they end later does no harm.",
     "Ask for a new stamp: assay ledger stamp --request FILE.tsq"},
    {"stamp.format", "a file is no time stamp",
     "It is not the answer of a time stamping authority (RFC 3161, DER), or was cut short.",
     "openssl ts -reply -in FILE.tsr -text      shows what a whole one says"},
    {"stamp.imprint", "a time stamp is over other bytes",
     "The digest in the stamp is not the SHA-256 of what it should be about.",
     "Ask for a new stamp: assay ledger stamp --request FILE.tsq"},
    {"stamp.nonce", "a time stamp answers another request",
     "The number that the request carried did not come back: an old answer may have been replayed.",
     "Send the request again, and take the answer to that one."},
    {"stamp.purpose", "a certificate is not made for time stamps",
     "It must be for time stamping and nothing else, and say so as critical, so that no other key "
     "of "
     "the same authority can stamp.",
     "Use a time stamping authority; a certificate for servers or code is none."},
    {"stamp.refused", "the authority gave no stamp",
     "It answered, and its answer says that the request was refused.",
     "openssl ts -reply -in FILE.tsr -text      says why"},
    {"stamp.signature", "the signature of a time stamp does not hold",
     "The stamp was changed after it was given, or the certificate in it is not the one that "
     "signed.",
     "Ask for a new stamp: assay ledger stamp --request FILE.tsq"},
    {"statement.kind", "there is no such kind of statement",
     "The entries of a ledger are of fixed kinds, each with its members and the role of key that"
     " may sign it.",
     "assay ledger schema      lists the kinds\n"
     "assay ledger schema KIND      prints what one must say"},
    {"statement.member", "a member of a statement is wrong",
     "Each kind of statement has a table of members. One is missing, is none of them, or its "
     "value is not of the form that the table asks for.",
     "assay ledger schema KIND      prints what each must be"},
    {"statement.missing", "a statement lacks a member that it must have",
     "What a person signs must say who, in which role and when, and what the kind asks for "
     "besides. Nothing was signed.",
     "Give the flag that the message names, or write it into a file: --from FILE.yml"},
    {"statement.not-attestable", "a statement was to meet what no statement can meet",
     "Rules that look at bytes keep their verdict whoever signs, and of some controls a pack "
     "leaves "
     "nothing to the word of a person. Nothing was signed.",
     "assay policy show      tells which rules and controls a statement can meet\n"
     "assay waive FINGERPRINT      excuses what a rule found, until a day that you name"},
    {"statement.set", "a value for a statement cannot be taken",
     "Members are set as member=value, with dots between the names of nested ones; a list takes "
     "one value each time.",
     "assay attest KIND SUBJECT --set ticket=CHG-4711"},
    {"statement.subject", "it is not clear what a statement is about",
     "A statement is about content, by its digest. The word is no digest, no file, and no target"
     " that was recorded.",
     "assay attest KIND sha256:HEX, a file, or a target after assay record"},
    {"statement.unknown", "a statement names a rule or a control that no pack has",
     "It would be about what nobody asks for, so it would never count, and nobody would notice. "
     "Nothing was signed.",
     "assay policy show      lists the rules and controls by their names"},
    {"statement.until", "a statement would have ended before it is signed",
     "It counts until the last day that it names is over, and that day lies behind us. Nothing was "
     "signed.",
     "assay attest ... --until +30d      or a date that is still to come"},
    {"statement.withdrawal", "a statement cannot be withdrawn",
     "A withdrawal names an attestation or a waiver by the bytes that were signed, and takes back "
     "nothing else: a release is taken back by what is in use instead, and machines state again "
     "what has changed.",
     "assay ledger log      lists the entries\n"
     "assay attest withdrawal ENTRY --name NAME --role ROLE --reason REASON"},
    {"target.missing", "what was named to be examined is not there",
     "Neither a file nor a folder of this name exists, or it cannot be reached by this user.",
     "ls -ld PATH"},
    {"time.limit", "the run reached its time limit",
     "What was not examined until then is not examined. The findings up to that point stand.",
     "assay check --time-limit LONGER ...      than what was reached, such as 10m\n"
     "In a hook: `hooks: { pre-commit: { time-limit: LONGER } }` in .assay.yml"},
    {"trace.many", "the name stands for more than one thing",
     "A name may have stood for other content before. Only a digest tells which is meant.",
     "assay ledger trace sha256:HEX"},
    {"trace.nothing", "the ledger says nothing about it",
     "Neither a subject, nor an input of a training, nor a file of a recorded inventory has this "
     "digest or name.",
     "assay ledger log      lists what there is"},
    {"trust.log", "a checkpoint is not signed by a log that is trusted",
     "The policy names keys of logs, and none of them signed this checkpoint under its name.",
     "head -1 LEDGER/checkpoint      names the log\nAsk its owner for the verifier key, by a way "
     "that does not pass through the ledger."},
    {"trust.policy", "a line of a trust policy is wrong",
     "Lines are: log VKEY [URL]; witness NAME VKEY [URL]; group NAME all|any|K MEMBER...; and one "
     "quorum NAME|none. What a line names stands above it, and a member is in one group.",
     "Mend the line that the message names."},
    {"trust.quorum", "too few witnesses have cosigned",
     "The policy demands more cosignatures of witnesses under the newest checkpoint than there "
     "are.",
     "assay ledger witness --request FILE      asks one, --add FILE keeps its answer"},
    {"usage.bad-list", "what came on the standard input is no list of names",
     "The target - is a list of files in which a NUL ends each name, as only that byte stands in "
     "no "
     "name. Nothing was examined.",
     "find . -name '*.csv' -print0 | assay check -\n"
     "git diff --name-only -z --relative --diff-filter=d | assay check -\n"
     "tr '\\n' '\\0' <LIST | assay check -      where no name holds a line break"},
    {"usage.bad-value", "a flag has a value that it cannot take",
     "The flag is known, but not this value of it. Nothing was examined.",
     "assay help COMMAND      lists the flags and their values"},
    {"usage.missing-file", "a file that was named is not there",
     "It is looked for from the folder that you are in, or from the one that -C names.",
     "ls FILE      then name it as it is"},
    {"usage.missing-value", "a flag lacks its value",
     "The flag needs a word behind it, and the line ends there or another flag follows.",
     "assay help COMMAND      lists the flags and their values"},
    {"usage.not-a-file", "a folder, a FIFO or a device was named where a file is wanted",
     "Such a file is read whole, under a ceiling, and perhaps twice. Nobody waits for a FIFO.",
     "ls -l FILE      what comes through a pipe is written to a file first"},
    {"usage.unknown-command", "assay has no command or action of this name",
     "Nothing is guessed and run. Where the word is near to a command, the message names it.",
     "assay --help      lists the commands"},
    {"usage.unknown-flag", "a command has no flag of this name",
     "Nothing is guessed, and nothing was examined. Where the word is near to a flag of the "
     "command, "
     "the message names it.",
     "assay help COMMAND      lists the flags of a command"},
    {"usage.unknown-id", "nothing has this id",
     "It is neither a rule, nor a class of finding, nor a gap or problem, nor the fingerprint of a "
     "finding.",
     "assay policy show      lists the rules\n"
     "assay check      shows fingerprints"},
    {"waiver.date", "a waiver's date cannot be used",
     "It is no date, it is past, or it is further away than the policy allows. A waiver without an "
     "end would be a hole in the gate.",
     "assay waive FINGERPRINT --reason \"...\" --until 2026-12-31"},
    {"waiver.duplicate", "a finding is waived twice",
     "One exception has one date and one reason. Two lines would leave open which of them holds.",
     "Remove one of the two lines from .assay/waivers."},
    {"waiver.fingerprint", "a waiver names no fingerprint",
     "A waiver is bound to content, never to a rule or a line alone: 12 hex digits or more, as "
     "reports show them.",
     "assay check      shows the fingerprint of each finding"},
    {"waiver.no-date", "a waiver has no date",
     "An exception ends on a day that somebody chose. Without it the line is refused.",
     "7c1e-92ab-04d7 2026-12-31 your-name \"the reason in words\""},
    {"waiver.reason", "a waiver has no reason",
     "Whoever reads the report must learn why this was let pass.",
     "7c1e-92ab-04d7 2026-12-31 your-name \"the reason in words\""},
    {"waiver.syntax", "a line of the waivers file cannot be read",
     "A line is fingerprint, last day, who, reason and, in brackets, a pattern of paths. What has "
     "several words stands in double quotes; anything else in the line is refused.",
     "7c1e-92ab-04d7 2026-12-31 your-name \"the reason in words\" [data/**]"},
    {"waiver.unknown", "no finding has the fingerprint that was to be waived",
     "A waiver is bound to a finding of this target as it is now. The fingerprint is mistyped, or "
     "the content has changed since it was shown, and with it the fingerprint.",
     "assay check      shows the fingerprint of each finding"},
    {"waiver.who", "a waiver does not say who waives",
     "An exception that nobody answers for is none, so the line is refused.",
     "7c1e-92ab-04d7 2026-12-31 your-name \"the reason in words\""},
    {"witness.cosignature", "a cosignature is under no checkpoint of the ledger",
     "It claims to be by a known witness and holds over none of the texts that the ledger "
     "published. It was changed, or given to another ledger or to a fork of this one.",
     "Ask the witness again: assay ledger witness --request FILE"},
    {"witness.name", "a name cannot be that of a witness",
     "A name has 1 to 255 bytes, no blanks and no plus sign.",
     "Use a name like witness.example.org/one."},
    {"witness.proof", "a witness was asked to sign a fork",
     "The checkpoint is signed by the log, and is no continuation of the one that this witness "
     "signed last (HTTP 422).",
     "Keep both checkpoints: together they show that the log was forked."},
    {"witness.request", "a request to a witness makes no sense",
     "It is not in the form of one, or its old size is larger than that of its checkpoint (HTTP "
     "400).",
     "assay ledger witness --request FILE      makes one"},
    {"witness.signature", "a request is not signed by its log",
     "The witness knows the log, and its key has not signed this checkpoint (HTTP 403).",
     "See that it is the log's own checkpoint, and that the key is the log's newest."},
    {"witness.stale", "a request goes on from another size",
     "The witness signed another size last, which is printed (HTTP 409).",
     "assay ledger witness --request FILE --from SIZE"},
    {"witness.state", "what a witness signed last is damaged",
     "Without it the witness could sign a fork, so it signs nothing until the file is restored.",
     "Restore the file from a copy. A witness that cannot must begin anew, with another key."},
    {"witness.unknown", "an answer is by no known witness",
     "None of its lines is by a key that was named, so nothing of it was kept.",
     "assay ledger witness --add FILE --vkey LINE"},
    {"witness.unknown-log", "a witness does not know the log",
     "The name in the checkpoint is that of no log whose key was given (HTTP 404).",
     "assay ledger witness --sign FILE --vkey LINE"},
};

const size_t assay_problem_count = ARRAY_LEN(assay_problems);

const struct assay_problem *assay_problem_find(const char *id)
{
    size_t low = 0, high = assay_problem_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(id, assay_problems[middle].id);

        if (order == 0)
            return &assay_problems[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool assay_problem_allows(const char *id, const char **nearest)
{
    const struct assay_problem *problem = assay_problem_find(id);
    const char *names[512];
    size_t count = 0;

    *nearest = NULL;
    if (strcmp(id, "nothing") == 0 || strcmp(id, "git.nothing-to-examine") == 0 ||
        (problem && assay_problem_is_gap(problem)))
        return true;
    for (size_t i = 0; i < assay_problem_count && count < ARRAY_LEN(names); i++)
        if (assay_problem_is_gap(&assay_problems[i]))
            names[count++] = assay_problems[i].id;
    *nearest = text_nearest(id, names, count);
    return false;
}

bool assay_problem_is_gap(const struct assay_problem *problem)
{
    static const char *const refused[] = {
        "anchor.",
        "card.exists",
        "certificate.",
        "config.",
        "envelope.",
        "explain.",
        "export.",
        "git-signature.",
        "git.foreign-owner",
        "git.index-corrupt",
        "git.not-a-repository",
        "git.nothing",
        "git.replace-ignored",
        "git.sparse-worktree",
        "git.unknown-revision",
        "git.unsupported-format",
        "hook.",
        "key.",
        "ledger.",
        "output.",
        "policy.",
        "proof.",
        "report.",
        "signature.",
        "signers.",
        "ssh-signature.",
        "stamp.",
        "statement.",
        "target.",
        "trust.",
        "usage.",
        "waiver.",
        "witness.",
    };

    for (size_t i = 0; i < ARRAY_LEN(refused); i++)
        if (strncmp(problem->id, refused[i], strlen(refused[i])) == 0)
            return false;
    return true;
}
