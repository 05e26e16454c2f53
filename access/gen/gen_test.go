package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// The inventory lies beside the repository, not in it: it carries Zoom's wording.
const inventory = "../../../shared/zoom/operations.csv"

func TestCatalogIsWhatTheInventorySays(t *testing.T) {
	f, err := os.Open(inventory)
	if err != nil {
		if os.Getenv("CORDON_REQUIRE_CONTRACT") == "1" {
			t.Fatalf("CORDON_REQUIRE_CONTRACT=1 and no inventory: %v", err)
		}
		t.Skipf("the published inventory is not here, nothing to compare with: %v", err)
	}
	defer f.Close()
	got, err := generate(f)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../catalog.csv")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("access/catalog.csv differs from the inventory; run: go run ./access/gen ../shared/zoom/operations.csv > access/catalog.csv")
	}
	if bytes.Contains(got, []byte("\r")) {
		t.Error("catalog.csv must have LF line ends")
	}
}

const header = "product,method,path,operationId,summary,classic_scopes,granular_scopes,rate_limit_label,role_permissions\n"

func TestGenerate(t *testing.T) {
	got, err := generate(strings.NewReader(header +
		"p,PATCH,/zzz/{id},change,A sentence.,z:write  z:write:admin,,LIGHT,Marketplace:Edit\n" +
		"p,GET,/zzz/{id},look,A sentence., z:read,z:read:z:admin,RESOURCE-INTENSIVE,MoileDeviceManagement:Read PbxAdmin:Read\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := `method,path,operation_id,product,classic,granular,label,privilege
GET,/accounts/{accountId}/recordings,ListRecordingsOfAnAccount,recordings,recording:read:admin,cloud_recording:read:list_account_recordings:admin,Medium,
GET,/zzz/{id},look,p,z:read,z:read:z:admin,Resource-intensive,MobileDeviceManagement:Read PbxAdmin:Read
PATCH,/zzz/{id},change,p,z:write z:write:admin,,Light,MarketPlace:Edit
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestGenerateRefuses(t *testing.T) {
	row := "p,GET,/zzz,look,,,,LIGHT,\n"
	for name, in := range map[string]string{
		"empty file":     "",
		"missing column": strings.Replace(header, "operationId", "id", 1),
		"unknown method": header + strings.Replace(row, "GET", "FETCH", 1),
		"unknown label":  header + strings.Replace(row, "LIGHT", "TINY", 1),
		"listed twice":   header + row + row,
	} {
		if _, err := generate(strings.NewReader(in)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
