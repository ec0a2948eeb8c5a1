import Ambient
import Credentials
import Testing

@Suite("Passwords and sessions")
struct PasswordTests {
    @Test("the vector of RFC 7914 12 is recognised, and as one of other parameters")
    func publishedVector() throws {
        // N = 16384, r = 8, p = 1, 64 bytes; the salt is "SodiumChloride".
        let hash = try PasswordHash(
            text: "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$"
                + "cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr5"
                + "5h6F3A1lHkDfzwF7RVdYhw"
        )
        #expect(hash.isOutdated)
        #expect(hash.matches("pleaseletmein"))
        #expect(!hash.matches("pleaseletmeiN"))
    }

    @Test("a password matches its own stored text only, also when typed full-width")
    func roundTrip() throws {
        let hash = try PasswordHash(password: "Village-2026", random: .seeded(1))
        let stored = try PasswordHash(text: hash.text)
        #expect(stored == hash)
        #expect(!stored.isOutdated)
        #expect(stored.matches("Village-2026"))
        #expect(stored.matches("Ｖｉｌｌａｇｅ－２０２６"))
        #expect(!stored.matches("village-2026"))
        #expect(!stored.matches(""))
        #expect(!stored.matches(String(repeating: "长", count: 1000)))
        #expect("\(hash)" == "PasswordHash(…)")
    }

    @Test("one password hashed twice gives different texts")
    func salted() throws {
        let random = RandomSource.seeded(2)
        let first = try PasswordHash(password: "12345678", random: random)
        let second = try PasswordHash(password: "12345678", random: random)
        #expect(first.text != second.text)
    }

    @Test("short and endless passwords are refused before any work")
    func lengths() {
        #expect(throws: CredentialError.passwordTooShort(characterCountMin: 8)) {
            try PasswordHash(password: "村里的密码七个", random: .seeded(1))
        }
        #expect(throws: CredentialError.passwordTooLong(byteCountMax: 256)) {
            try PasswordHash(password: String(repeating: "a", count: 257), random: .seeded(1))
        }
    }

    @Test("damaged stored texts are refused, also such as would take all memory")
    func damagedTexts() {
        let rest = "$AAAAAAAAAAAAAAAAAAAAAA$" + String(repeating: "A", count: 43)
        let texts = [
            "", "plain", "$scrypt$ln=15,r=8,p=1", "$scrypt$ln=15,r=8$x$y",
            "$scrypt$ln=40,r=8,p=1" + rest, "$scrypt$ln=20,r=32,p=1" + rest,
            "$scrypt$ln=15,r=8,p=0" + rest, "$scrypt$ln=-1,r=8,p=1" + rest,
            "$argon2id$ln=15,r=8,p=1" + rest, "$scrypt$ln=15,r=8,p=1" + rest + "$",
            "$scrypt$ln=15,r=8,p=1$AAA$AAA", "$scrypt$ln=15,r=8,p=1$!$" + rest,
        ]
        for text in texts {
            #expect(throws: CredentialError.passwordHashDamaged) { try PasswordHash(text: text) }
        }
    }

    @Test("a session token reads back and is stored as its hash")
    func sessionToken() throws {
        let token = SessionToken(random: RandomSource { Array(0..<UInt8($0)) })
        #expect(token.text == "000g40r40m30e209185gr38e1w8124gk2gahc5rr34d1p70x3rfg")
        #expect(
            token.storedHash
                == bytes("630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd")
        )
        #expect(SessionToken(text: token.text) == token)
        #expect(SessionToken(random: .seeded(1)) != token)
        for text in ["", "0", "u", String(token.text.dropLast()), token.text + "0"] {
            #expect(SessionToken(text: text) == nil)
        }
    }

    @Test("a form token holds for its session and its form alone")
    func formToken() {
        let session = SessionToken(random: RandomSource { Array(0..<UInt8($0)) })
        let other = SessionToken(random: .seeded(1))
        let token = session.formToken(for: "accept")
        #expect(token == "2actm8r5fp13r09cdfkfs3577heyy7vr")
        #expect(session.accepts(formToken: token, for: "accept"))
        #expect(!session.accepts(formToken: token, for: "reply"))
        #expect(!other.accepts(formToken: token, for: "accept"))
        for text in ["", "村", String(token.dropLast()), "3" + token.dropFirst(), token + "00"] {
            #expect(!session.accepts(formToken: text, for: "accept"))
        }
    }
}
