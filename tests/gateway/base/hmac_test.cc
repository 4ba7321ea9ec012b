#include "gateway/base/hmac.h"

#include <gtest/gtest.h>

#include "gateway/base/crypto.h"

namespace tipline {
namespace {

// RFC 2202 (MD5, SHA-1), RFC 4231 (SHA-2), test case 2; FIPS 180-2 appendix B.1.
TEST(HmacTest, AgreesWithThePublishedVectors) {
  const std::string text = "what do ya want for nothing?";
  EXPECT_EQ(Hex(HmacMd5("Jefe", text)), "750c783e6ab0b503eaa86e310a5db738");
  EXPECT_EQ(Hex(HmacSha1("Jefe", text)), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(Hex(HmacSha256("Jefe", text)),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Hex(HmacSha384("Jefe", text)).substr(0, 32), "af45d2e376484031617f78d2b58a6b1b");
  EXPECT_EQ(Hex(HmacSha512("Jefe", text)).substr(0, 32), "164b7a7bfcf819e2e395fbe73b56e0a3");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Md5("abc")), "900150983cd24fb0d6963f7d28e17f72");  // RFC 1321 A.5
  EXPECT_EQ(Hex(Md5("")), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(HmacTest, AnEmptyKeyIsAKey) {
  ASSERT_EQ(HmacSha1("other", "text").size(), 20U);
  EXPECT_EQ(HmacSha1("", "text"), HmacSha1(std::string_view(), "text"));
  EXPECT_NE(HmacSha1("", "text"), HmacSha1("other", "text"));
}

// RFC 7515 appendix A.2: a published key, of nobody.
constexpr std::string_view kPublishedKey =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCh+BYK4uPJtGXO\n"
    "jS1lYmM2K5J9vinh8CR3/BYlzJChNuOL2TSXxbbqY913EeZ8dCn5VrD7io8ImtxL\n"
    "aYk8wTM/U+3QGbh3hCUv7JFP5IV3aVlL6kKA0ywPVb9ilE8TA5a8bpvfbr3SvaNn\n"
    "juygxmj3AbONv/s4yDQs4v5tJ/reSlpIdJed1LnPmt7Ex1sFhSwsD174pcF1A5L5\n"
    "ROjtZMEQxrZHYJqkeDrrnGya11UxMFBji4NmXG9veoKjlnAqH2QbgtPr8jkiGUkf\n"
    "toaHLFcW9Qr4NY2ai50Xw0Byj3+H2JoY2PyrZ62EWQwuz3WTOTY8BwNNb2BvniHg\n"
    "VFbK5emhAgMBAAECggEAEq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyW\n"
    "PEAeP88vLNO97IjlA7/GQ5sLKMgvfTeXZx9SE+7YwVol2NXOoAJe46sui395IW/G\n"
    "O+pWJ1O0BkTGoVEn2bKVRUCgu+GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzj\n"
    "kn439X0M/V51gfpRLI9JYanrC4D4qAdGcopV/0ZHHzQlBjudU2QvXt4ehNYTCBr6\n"
    "XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl/x/jTj3ccPDVZFD9pIuhLhBOneufuBiB\n"
    "4cS98l2SR/RQyGWSeWjnczT0QU91p1DhOVRuOopznQKBgQDgHMQQ60imZV1URk0K\n"
    "pLttoLhyt3SmqdEf/kgHePDdtzEafpAu+cS191R2JiuoF2yzWXnwFDcqGigp5BNr\n"
    "0AHQfD8/Lk8l1Mk09jxxCfui5nYooNyac8YFjm3vItzVCVDnEd3BbVWG8qf6deqE\n"
    "lMGAg+C2V0L4oNXnP7LZcPAZRwKBgQC5A8R+CZW2MvRTLLHzwZkUXV866cff7tx6\n"
    "kqa0finGG0KgeqlaZPxgCZnFp7AeAcCMtiynVlJ7vMVgePsLq6XtON4tB5kP9jAP\n"
    "rq3rbAOal78eUH5OcED6eNuCV8ixEu1eWcPNCS/l1OW1EnXUEoEHKl54Xrrz2uNw\n"
    "kgMTP1FZ1wKBgAcCn1dwJKufzBWQxWQp1vsM5fggqPN1qGb5y0MAk3g7/Ls5bkUp\n"
    "5u9SN0Ai3Ya6hNnvWJMb7sXQX6U/zyO2M/hTip7tUeh7CXgwo59dkpN75gJLVds2\n"
    "9+DAncu3KXU4f2Fa+7bLNrur53k8KwPOq2bbuTG69QtV7Jr5MR0AHWKNAoGBAIf/\n"
    "evpitUf+4JYbLpvNXWcY052Mpz22aR84mY3nh3F2LF2mjMJDpTg7FmuyPcVw6EcG\n"
    "yoAe9fa65iNqCq+jdw6PVNGo2hxfjSiZ8IIzHdsPXI89//pMjZcQK9r+CCoRjaZj\n"
    "OYiIDktVWZzmevJuv6WywUqd57LE3Zar3dLSIkx1AoGAIYd7DHOhrWvxkwPQsRM2\n"
    "tOgrjbcrfvtQJipd+DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd/QJQ3\n"
    "ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp/gh6A56\n"
    "03k2+ZQwVK0JKSHuLFkuQ3U=\n"
    "-----END PRIVATE KEY-----\n";

TEST(RsaTest, AgreesWithThePublishedVector) {
  const auto signature =
      RsaSha256(kPublishedKey,
                "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9"
                "leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ");
  ASSERT_TRUE(signature.has_value());
  EXPECT_EQ(
      Base64(*signature),
      "cC4hiUPoj9Eetdgtv3hF80EGrhuB//dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh+0Qc/lF5YKt/O"
      "8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB++f/nZLgrnbyTyWzO75vRK5h6xBArLIARN"
      "PvkSjtQBMHlb1L07Qe7K0GarZRmB/eSN9383LcOLn6/dO++xi12jzDwusC+eOkHWEsqtFZESc6BfI7noOPqvhJ"
      "1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN/IoypGlUPQGe77Rw==");
}

void ExpectNoKey(std::string_view pem) {
  const auto signature = RsaSha256(pem, "text");
  ASSERT_FALSE(signature.has_value());
  EXPECT_EQ(signature.error().message,
            "allowed: an RSA private key of 2048 bits or more, PEM, without a passphrase");
}

TEST(RsaTest, TakesNothingButAKeyThatIsLongEnough) {
  ExpectNoKey("");
  ExpectNoKey("-----BEGIN PRIVATE KEY-----");
  ExpectNoKey(kPublishedKey.substr(0, kPublishedKey.size() / 2));
  ExpectNoKey(std::string(20'000, 'A'));
  // An elliptic curve, RSA of 1024 bits, and one with a passphrase, made for this test: nothing
  // asks for it at a terminal.
  ExpectNoKey(
      "-----BEGIN PRIVATE KEY-----\n"
      "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgYUDXc+khG6KRRhxX\n"
      "jT07YGVbnV8UZQ5f+lLWueB4f7ChRANCAAS6gjlOEVv3YT7pvLqR9eEHGZhYYuo4\n"
      "J4Y2V1+M/L3CIyUavegXrE6LFSqQdj8o6kLNvNjYiQUXrb6qrNUFq9sA\n"
      "-----END PRIVATE KEY-----\n");
  ExpectNoKey(
      "-----BEGIN PRIVATE KEY-----\n"
      "MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBALlzdu1N5LdBI+J4\n"
      "PIK4ng9KIxQjikVI3asjChSk8vsekw2R1Kaq4oLufuKZ+lKrEn1hYNNdAuTI14/X\n"
      "tjPqXD4Qg0KkJ6D9hPKlh/BQvVkBC9Xb/HZhQoklmeW1nrjxMvTrvGppERCLcqic\n"
      "VVDNH0AaDNcXTWhUXUzIVZse0BKvAgMBAAECgYA0nOZzorKtruRgXt5D896b1dun\n"
      "3gFfcLG62MEGZFmvFth/dA0Rj8+dd841uZuEEpa3TYYr0Op+P+CwJXHCvs2WLiRW\n"
      "2SMwpbngOYZ5aUniWzkzXbZkm1vl6IIO9mu17I6GEGuYBRVfKileoLc1QRLDWV1M\n"
      "k7fZ6gWhz5fIXo/L2QJBAOoE8MoMfDAIPXBrSOoU+wqCrin5pXJCkn2Kn1Ukk7cZ\n"
      "MnNpR1Av2/bFuC97x/dARlXquHPpvas4uB7UPZNiod0CQQDK3q+70IVSZvfF8r47\n"
      "js24sXYi6sIKE2avqRBepoDP6Szm+V+WUfsTXfcaD6/aEfgECc4a9sML8+kyyLqM\n"
      "BGv7AkEAuOymikNLb3lTc56Tw8ZIiomxryHDh4Lr16DPP6zjvXB/2Yt7+vWW0G51\n"
      "mbAq2EtGSWZt08sFQmRTuqjk766lUQJAHR3E3xHYcLEykoh6YRXn1MAzkmNbIhMS\n"
      "w9dh8BO5nR18QlI8M9jkTi1IT8c8l/HIRNwbZqdP6yFAsPc6PupLjQJBAMni2M5w\n"
      "UH51t3bxfqb3XJM9rxFz3vbCdOMmEPNh0qtnnltM2AaTgsrX7R2nT9zv2gaLfFAO\n"
      "WRfDtIHTynGR63M=\n"
      "-----END PRIVATE KEY-----\n");
  ExpectNoKey(
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
      "MIIFNTBfBgkqhkiG9w0BBQ0wUjAxBgkqhkiG9w0BBQwwJAQQnt4/tHSyhX8oM26o\n"
      "M7MBSAICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEIP6qAz3oirmq+4C\n"
      "VQqQsnsEggTQ3eQGNfXE/QetjrKhA+zMOLiaXJ8ISeHAVp9u7dY5F3DdCmF/hiPF\n"
      "MJhiEmAdGEIlGGXi4n+oJqNPsvKOkZ8Rk21a4zOnMDukIRaZDryRY9YBoANIb551\n"
      "t2hSuneYepwxJnrU3EKW3k+CrljmhjC8xLhte8NHO4T9WPdy8mGyI2MoQkY4HkhH\n"
      "DPnSzqL2tW8xiRXBICT6Q+XO/6WkhFTUtdIYCgl4r8OxhQjiN7HC0PSD7akbpXAD\n"
      "9rYFZwEMIkVpe6sDtOmrJ+5NNd6B7bKLDrC2H755wml6pwnmP1zmYZFkJFah0bpQ\n"
      "55D0AoQ+vx4Asptek9kY/0Pd5wOlyOiDnoaXX64OABOzFCuS8C6ALz07I3VVYqoy\n"
      "NmO2L4cNiuFXhiSqO4h6jcIO1p//tIFftPjS3+SF6tcVpJk0n8mrKlACojByUd5Q\n"
      "2u4pe1cUcLcYD4Feg9oOV38Rw1X557pYKCX/sTflLNe9bBpBSo1QCR/lP7xXdPHX\n"
      "UyDyLnrXLEgi4UTkgKvcP4ONLFm/XjKjK9M3xlbJcAQxzXd3GeTmnRqeI5UK2/u+\n"
      "pcEv3SnaXqpYGLZ8snpObmCmCck+FpS/qhgF00e1mwOHr8UrXT7I0X+8IIhcuKSU\n"
      "FJ5kn6TDIHMeEKTNKa1mbff7VLF2UGPpO15Pj6dZjPC1TIH7LXlWaYadhZp9zJhd\n"
      "rVAWQiI58gq6Y+Gzd6T1XVKen1tOh1xn7wf5N+joYBG+JlLtRvhxlsG9tfyYNTQO\n"
      "sRXrJkU8R83TQRixbmzf86ARtd/gDKoOVrHXExrsPBqUp/CFeGjJsIvAAJn/n6wC\n"
      "5U2vNOyXAF/d3H4I2lfB6Gq2G7SMcj0kUGqZp0CvxKf53mhDJq4fdDV2Pyqy9Bc8\n"
      "f8wkzJMkgxWBrZsCkgl0EuBR7l2QclVafxzEeWraCi1m6/bRGKQCVrvrx6xdRrVS\n"
      "PDpPCC/hgdYjkgnD4hLL/PodqL7vTcfkt1tlOxGokaSPV0yC2nuzF5PR/97P9uTW\n"
      "tzireh2oorHgzZ4fPbNR4Zn8NAC3yioCo0FvVewx8u5EM94JCnRUzan2IDjElMd0\n"
      "fdKh+EJVO0j6ptnhQDL3ePg+Pu0D/dMrIV3A/LoAqGS1TJ4CgrYxW188b3oaSey6\n"
      "dsthhYJHOjOHZezF5oIRu+YJxcxZSHa/GKyPaCXZ4CO3ByPRRdWnMBM0OlDjn8uo\n"
      "HJE81UiFA8cbYZ0Gr3KthFdQCGo101CTlP/CGR5B/MOIoB9fHcUa5o7UwhcUXMNA\n"
      "z50xDKAjZ4atH7plOa99TRfLz+XYwZqNnvIgfoKqGh0+ypyWyfTJZYi9VgaJG4em\n"
      "OACbULsnD/ALEEhy6UxMOups+99n+xMLHkw985xxsXzQjVG3MlAjXd9PKxdU/TvV\n"
      "pJSYzZouaJlboUAh1fy6cdICy3FghdvKsXS4RKmwnWfcqZIXzXTin9XSZqOdAYea\n"
      "ksANpiYC3StKNoG3YjdpZQPBVl6B9dHmbrHQsk+XcsLv7kjLM9MxCGisOq2Vnu/1\n"
      "4RchzUuslRcRI9KXzxM131G49kIzHO6OichhMTfAQrHghzdWc/4JoFvatFcNFQcR\n"
      "ZAYuWHrFflvRk+q2R6TWbNRIXX+20qGc/jARtqqRh2WQ5sKVcHCKcBY=\n"
      "-----END ENCRYPTED PRIVATE KEY-----\n");
}

}  // namespace
}  // namespace tipline
